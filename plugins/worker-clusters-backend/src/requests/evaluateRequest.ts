import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type ClusterRef,
  type Message,
  mergePatchOf,
  parseCidr,
  type RequestedChange,
  type RequestFinding,
  type ReviewRequest,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  type Claim,
  type ClaimIdentity,
  claimNamespace,
  definitionOf,
  fieldWithoutSecret,
  KUSTOMIZATION_FILES,
  kustomizationChange,
  parseClaim,
  parseClaimPath,
  type PlanInput,
  planRequest,
  type Platform,
  type WrittenClaim,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { GitFile } from '@worker-clusters/git-pull-requests';
import { mapCodeValues } from '../messages';
import type { QueuedDiff } from '../store/types';
import { diffFiles } from './diffFiles';
import type { RequestFiles } from './RequestFiles';

/** Claims of one pull request that are evaluated. */
const MAX_CLAIMS = 20;
/** Of one claim, for the page. */
const MAX_FINDINGS = 20;
const MAX_CHANGES = 50;
const MAX_PROBLEMS = 20;
const MAX_TEXT = 500;

/** What a pull request would do. */
export interface RequestEvaluation
  extends Pick<ReviewRequest, 'problem' | 'problemMessages'> {
  changes: RequestedChange[];
  /** Address ranges of the claims that it adds or changes. */
  ranges: string[];
  /** How it changes the text of its files. */
  diffs: QueuedDiff[];
}

/**
 * Evaluates a pull request whoever opened it, by the plan of a request in the portal: each claim that it adds, changes or
 * removes. Nothing that is wrong in the files is an error: a claim that cannot be read is said in `problem`.
 *
 * @param platform - its `fleet` has the clusters and requests that count beside this request
 * @param managementCluster - to which the claims go
 * @param signal - once it is aborted no other claim is evaluated
 * @throws AbortError once the signal is aborted.
 */
export async function evaluateRequest(
  files: RequestFiles,
  {
    platform,
    managementCluster,
    signal,
  }: { platform: Platform; managementCluster: string; signal?: AbortSignal },
): Promise<RequestEvaluation> {
  const evaluation: RequestEvaluation = {
    changes: [],
    ranges: [],
    diffs: await diffFiles(files, {
      claimsFolder: platform.claimsFolder,
      managementCluster,
      readClaim: content => readClaim({ content }, platform),
      signal,
    }),
  };
  const problems = problemsOf(files);
  const claims = files.paths.flatMap(path => {
    const place = parseClaimPath(path, platform.claimsFolder);
    return place && !isKustomization(path) ? [{ path, place }] : [];
  });
  if (claims.length > MAX_CLAIMS) {
    problems.push(
      writeMessage('request-claims-cut', {
        count: claims.length,
        limit: MAX_CLAIMS,
      }),
    );
  }
  for (const { path, place } of claims.slice(0, MAX_CLAIMS)) {
    if (files.tooLarge.includes(path)) continue;
    // A claim may take long to parse and to validate: what else the process does has its turn after each.
    await nextTurn();
    signal?.throwIfAborted();
    try {
      const change = await evaluateClaim(
        {
          path,
          place,
          before: files.before.get(path),
          after: files.after.get(path),
        },
        { platform, managementCluster },
      );
      if (!change) continue;
      evaluation.changes.push(change.change);
      if (change.range) evaluation.ranges.push(change.range);
    } catch (error) {
      if (!isOfFile(error)) throw error;
      problems.push({ message: `${path}: ${(error as Error).message}` });
    }
  }
  return problems.length
    ? { ...evaluation, ...describeProblems(problems) }
    : evaluation;
}

/** Why a request, or a part of it, could not be evaluated: one text, and its sentences. */
export function describeProblems(problems: Message[]) {
  return {
    problem: bounded(problems.map(({ message }) => message).join(' ')),
    problemMessages: problems
      .slice(0, MAX_PROBLEMS)
      .map(({ message, messageCode }) => ({
        message: bounded(message),
        ...(messageCode && {
          messageCode: mapCodeValues(messageCode, bounded),
        }),
      })),
  } satisfies Pick<ReviewRequest, 'problem' | 'problemMessages'>;
}

/** What is to be said of the files beside the claims themselves. */
function problemsOf(files: RequestFiles): Message[] {
  const { paths, complete, tooLarge } = files;
  return [
    ...(complete ? [] : [writeMessage('request-files-cut')]),
    ...tooLarge.map(path => writeMessage('request-file-too-large', { path })),
    ...paths.flatMap(path => renderingProblem(path, files) ?? []),
  ];
}

/** Says if a file changes which claims Argo CD applies, or how, beside the claims that come and go with their files. */
function renderingProblem(
  path: string,
  { before, after, tooLarge }: RequestFiles,
): Message | undefined {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const name = path.slice(folder.length);
  const unclear = writeMessage('request-rendering', { path });
  if (['Chart.yaml', '.argocd-source.yaml'].includes(name)) return unclear;
  if (!isKustomization(path) || tooLarge.includes(path)) return undefined;
  const [was, is] = [before.get(path), after.get(path)];
  // Without one Argo CD applies every file of the folder, with one those that it lists.
  if (!was || !is) return unclear;
  try {
    const change = kustomizationChange(was.content, is.content);
    const left = change.unlisted.filter(file => {
      const listed = `${folder}${file}`;
      return !before.has(listed) || after.has(listed);
    });
    return change.other || left.length ? unclear : undefined;
  } catch {
    return unclear;
  }
}

function isKustomization(path: string): boolean {
  return KUSTOMIZATION_FILES.includes(path.slice(path.lastIndexOf('/') + 1));
}

/** Whether an error is about what the file holds. */
function isOfFile(error: unknown): boolean {
  return ['InputError', 'NotFoundError', 'ConflictError'].includes(
    (error as Error)?.name,
  );
}

interface ClaimFiles {
  path: string;
  place: ClaimIdentity;
  before?: GitFile;
  after?: GitFile;
}

async function evaluateClaim(
  { path, place, before, after }: ClaimFiles,
  {
    platform,
    managementCluster,
  }: { platform: Platform; managementCluster: string },
): Promise<{ change: RequestedChange; range?: string } | undefined> {
  const was = before && readClaim(before, platform);
  const is = after && readClaim(after, platform);
  const claim = is ?? was;
  if (!claim) return undefined;
  const input = inputOf(
    place,
    was,
    is && after && { claim: is, text: after.content, author: 'committer' },
  );
  const { preview, claim: planned } = await planRequest(platform, input);
  const findings = [...placeFindings(claim, place), ...preview.findings];
  const cluster: ClusterRef = {
    managementCluster,
    namespace: namespaceOf(claim) ?? claimNamespace(place.environment),
    name: place.name,
  };
  const { verb, changes, consequences, consequenceCodes, cost } = preview;
  const range = is?.spec.network?.vpcCidr;
  return {
    change: {
      cluster,
      verb,
      environment: place.environment,
      owner: bounded(planned.owner),
      path,
      allowed: !findings.some(f => f.severity === 'error'),
      findings: findings
        .slice(0, MAX_FINDINGS)
        .map(({ severity, rule, field, message, messageCode }) => ({
          severity,
          rule,
          ...(field && { field: bounded(field) }),
          message: bounded(message),
          ...(messageCode && {
            messageCode: mapCodeValues(messageCode, bounded),
          }),
        })),
      changes: changes
        .slice(0, MAX_CHANGES)
        .map(({ field, label, before: old, after: next }) => ({
          field: bounded(field),
          label: bounded(label),
          ...(old !== undefined && { before: shownValue(field, old) }),
          ...(next !== undefined && { after: shownValue(field, next) }),
        })),
      consequences: consequences.map(bounded),
      ...(consequenceCodes && {
        consequenceCodes: consequenceCodes.map(code =>
          mapCodeValues(code, bounded),
        ),
      }),
      ...(cost && { cost }),
    },
    ...(range !== undefined && parseCidr(range) && { range }),
  };
}

/** @throws InputError for a file that is not one claim. */
function readClaim(
  file: Pick<GitFile, 'content'>,
  { definition, others = [] }: Platform,
): Claim {
  return parseClaim(
    file.content,
    definitionOf(file.content, [definition, ...others]),
  );
}

/** The request that makes one claim of the other. */
function inputOf(
  place: ClaimIdentity,
  was: Claim | undefined,
  written: WrittenClaim | undefined,
): PlanInput {
  if (!written) return { ...place, verb: 'decommission' };
  const { spec } = written.claim;
  return was
    ? { ...place, verb: 'update', spec: mergePatchOf(was.spec, spec), written }
    : { ...place, verb: 'create', spec, written };
}

/** Whether a claim is the one that its file is named after. */
function placeFindings(
  { metadata, spec }: Claim,
  { environment, name }: ClaimIdentity,
): RequestFinding[] {
  const error = (
    field: string,
    is: string,
    expected: string,
  ): RequestFinding[] =>
    is === expected
      ? []
      : [
          {
            severity: 'error',
            rule: 'path',
            field,
            ...writeMessage('path-differs', {
              field,
              value: bounded(is),
              expected,
            }),
          },
        ];
  return [
    ...error('metadata.name', metadata.name, name),
    ...error('spec.environment', spec.environment, environment),
    ...error(
      'metadata.namespace',
      metadata.namespace ?? '',
      claimNamespace(environment),
    ),
  ];
}

function namespaceOf({ metadata }: Claim): string | undefined {
  const { namespace = '' } = metadata;
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace)
    ? namespace
    : undefined;
}

function shownValue(field: string, value: string): string {
  return bounded(fieldWithoutSecret(field, value.slice(0, 2 * MAX_TEXT)));
}

function bounded(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
