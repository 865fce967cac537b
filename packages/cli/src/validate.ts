import type { RequestFinding } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  checkLifetime,
  checkMachinery,
  checkRevisionChannel,
  checkPolicy,
  checkRestrictedFields,
  Claim,
  ClaimDefinition,
  claimNamespace,
  ClaimSpec,
  expiresAtAnnotation,
  validateClaim,
  KnownCluster,
  parseClaimPath,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { applyDefaults } from '@worker-clusters/kubernetes-schema';
import { ClaimFile, lineOf, readClaimFile } from './claimFiles';
import { readAtMergeBase } from './git';
import type { Checkout } from './checkout';
import type { ClusterChanges } from './clusterChanges';
import { deletionProblems, unappliedClaims } from './renderingProblems';

/** One thing to say of a file. */
export interface Problem {
  severity: 'error' | 'warning' | 'info';
  /** Which check, for example `schema`, `cel`, `place`. */
  rule: string;
  path: string;
  /** From 1. */
  line: number;
  /** A sentence with a full stop. */
  message: string;
}

export interface ValidationResult {
  problems: Problem[];
  /** Claims that were checked. */
  claims: number;
}

/**
 * Checks claims as the portal does before it opens a pull request, and what Argo CD makes of the repository.
 *
 * @param changes - what Argo CD applies of it
 * @param base - only claims that have changed since then, and against what they were
 */
export async function validateClaims(
  platform: Checkout,
  changes: ClusterChanges,
  base?: string,
): Promise<ValidationResult> {
  const now = new Date();
  const before = base
    ? readAtMergeBase(base, platform.claimsFolder)
    : undefined;
  const all = [...platform.files].map(([path, text]) =>
    readClaimFile(platform, path, text),
  );
  const fleet = all.flatMap(file =>
    file.claims.map(({ claim, definition }) => known(claim, definition.schema)),
  );
  const chosen = all.filter(file => before?.get(file.path) !== file.text);
  const problems = [
    ...chosen.flatMap(file =>
      checkFile(platform, file, before?.get(file.path), {
        fleet,
        all,
        hasBase: before !== undefined,
        now,
      }),
    ),
    ...deletionProblems(changes, 'warning'),
    ...unappliedClaims(
      changes,
      all.map(({ path, claims }) => ({
        path,
        names: claims.map(({ claim }) => claim.metadata.name),
      })),
    ),
  ];
  return {
    problems: problems.sort(
      (a, b) => a.path.localeCompare(b.path) || a.line - b.line,
    ),
    claims: chosen.reduce((n, file) => n + file.claims.length, 0),
  };
}

/** What a file is checked against, beside its checkout. */
interface Context {
  /** The claims of the checkout. */
  fleet: KnownCluster[];
  all: ClaimFile[];
  /** Whether it is known what the files were before. */
  hasBase: boolean;
  /** Lifetimes are counted from here. */
  now: Date;
}

function checkFile(
  platform: Checkout,
  file: ClaimFile,
  textBefore: string | undefined,
  context: Context,
): Problem[] {
  const { fleet, all } = context;
  const { path, text } = file;
  const problems: Problem[] = file.problems.map(({ line, message }) => ({
    severity: 'error',
    rule: 'yaml',
    path,
    line,
    message: `${message.replace(/\.$/, '')}.`,
  }));
  const old =
    textBefore === undefined
      ? []
      : readClaimFile(platform, path, textBefore).claims;
  const here = parseClaimPath(path, platform.claimsFolder);
  if (here && !file.claims.length && !file.problems.length) {
    const named = new RegExp(`^\\s+name:\\s*['"]?${here.name}['"]?\\s*$`, 'm');
    if (old.length || named.test(text)) {
      problems.push({
        severity: 'error',
        rule: 'kind',
        path,
        line: lineOf(text, 1, 'kind'),
        message: `This is the place of the claim of '${
          here.name
        }', and there is none in the file: look at its kind and apiVersion.${
          old.length ? ' Merged as it is, it removes the cluster.' : ''
        }`,
      });
    }
  }
  for (const { claim, line, definition } of file.claims) {
    const { name } = claim.metadata;
    const say = (
      rule: string,
      field: string,
      message: string,
      severity: Problem['severity'] = 'error',
    ) =>
      problems.push({
        severity,
        rule,
        path,
        line: lineOf(text, line, field),
        message,
      });
    const previous = old.find(o => o.claim.metadata.name === name)?.claim;

    const place = parseClaimPath(path, platform.claimsFolder);
    if (place?.name !== name || place.environment !== claim.spec.environment) {
      say(
        'place',
        'metadata.name',
        `The claim of '${name}' in ${claim.spec.environment} belongs into ${platform.claimsFolder}/${claim.spec.environment}/${name}.yaml.`,
      );
    } else if (
      claim.metadata.namespace !== claimNamespace(claim.spec.environment)
    ) {
      say(
        'place',
        'metadata.namespace',
        `Its namespace must be ${claimNamespace(
          claim.spec.environment,
        )}, that of its environment.`,
      );
    }
    if (file.claims.length > 1) {
      say(
        'place',
        'metadata.name',
        'There is more than one claim in this file: put each into a file of its own.',
      );
    }
    const same = all.filter(
      other =>
        other.path !== path &&
        other.claims.some(c => c.claim.metadata.name === name),
    );
    if (same.length) {
      say(
        'taken',
        'metadata.name',
        `The name '${name}' is taken, by ${same[0].path}: a name is unique over all environments.`,
      );
    }

    const validation = validateClaim(claim, definition, previous);
    for (const problem of validation.problems) {
      say(problem.rule, problem.field, problem.message);
    }
    for (const { rule, why } of validation.rules.skipped) {
      say(
        'cel',
        'spec',
        `The XRD's rule '${rule}' was not evaluated (${why}): the API server will.`,
        'info',
      );
    }
    const spec = complete(claim, definition.schema);
    const oldSpec = previous && complete(previous, definition.schema);
    const findings: RequestFinding[] = [
      ...checkPolicy(platform.policy, { name, spec, before: oldSpec, fleet }),
      ...checkMachinery(platform.policy, {
        claim,
        before: previous,
        author: 'committer',
        definition,
      }),
      ...checkRevisionChannel(definition, { claim, before: previous }),
      ...checkRestrictedFields(platform.policy, {
        schema: (definition.schema as any).properties?.spec ?? {},
        spec,
        before: oldSpec,
      }),
      ...lifetimeFindings(
        platform,
        { claim, previous, definition, isNew: context.hasBase && !previous },
        context.now,
      ),
      ...ownerForm(claim),
    ];
    for (const {
      rule,
      field = 'metadata.name',
      message,
      severity,
    } of findings) {
      say(rule, field, message, severity);
    }
  }
  return problems;
}

/**
 * Checks the end of a cluster's lifetime. Without the claim as it was, it is not known whether the claim is new: then it needs
 * no end, and one that is over was one to come.
 */
function lifetimeFindings(
  { policy }: Checkout,
  {
    claim,
    previous,
    definition,
    isNew,
  }: {
    claim: Claim;
    previous: Claim | undefined;
    definition: ClaimDefinition;
    isNew: boolean;
  },
  now: Date,
): RequestFinding[] {
  const key = expiresAtAnnotation(definition);
  const expiresAt = claim.metadata.annotations[key];
  const isUnknown = !previous && !isNew;
  if (isUnknown && Date.parse(expiresAt) <= now.getTime()) return [];
  return checkLifetime(policy, {
    environment: claim.spec.environment,
    expiresAt,
    before: previous?.metadata.annotations[key],
    isNew,
    field: `metadata.annotations.${key}`,
    now,
  });
}

function ownerForm({ spec }: Claim): RequestFinding[] {
  return /^group:[^/]+\/[^/]+$/.test(spec.owner)
    ? []
    : [
        {
          severity: 'error',
          rule: 'owner',
          field: 'spec.owner',
          message: `Owner '${spec.owner.slice(
            0,
            80,
          )}' is not a group: write it as group:<namespace>/<name>, for example group:default/payments.`,
        },
      ];
}

function known(claim: Claim, schema: object): KnownCluster {
  const spec = complete(claim, schema);
  return {
    name: claim.metadata.name,
    environment: spec.environment,
    owner: spec.owner,
    vpcCidr: spec.network?.vpcCidr,
  };
}

/** The spec with the XRD's defaults. */
function complete(claim: Claim, schema: any): ClaimSpec {
  return applyDefaults(schema.properties?.spec, claim.spec) as ClaimSpec;
}
