import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  changeKustomization,
  checkOwnership,
  type Claim,
  claimBranch,
  claimPath,
  claimTypeOf,
  describeFiles,
  type FileReview,
  type GitopsConfig,
  loadPlatform,
  parseClaim,
  type PlanInput,
  type Platform,
  planRequest,
  type Policy,
  requireAllowed,
  type RequestPlan,
  requireClaimOf,
  requireClusterName,
  type ReviewedFile,
  reviewFiles,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type {
  GitPullRequest,
  GitRepository,
} from '@worker-clusters/git-pull-requests';
import type {
  ClusterRef,
  ClusterRequestVerb,
  RequestFinding,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { commitMessage, optionsFor } from '../request/describeRequest';
import { reading } from '../request/errors';
import { platformPorts } from '../request/platformPorts';
import { recheckWritten } from '../request/recheckOpened';
import { requireApprovers } from '../request/requireApprovers';
import { type Requester, toRequester } from '../request/toRequester';
import { submit } from '../request/submit';
import type { ActionServices } from './ActionServices';
import { pullRequestExamples } from './examples';
import { actorOf, requirePermission } from './permission';
import { resolveGitops } from './resolveGitops';
import { commonInput, identityInput, requestOutput } from './schema';

/**
 * Creates the action `worker-cluster:pull-request`: one branch with one commit and one pull request, idempotent, for files
 * of one cluster only. The files are given as text. What they hold is checked as every other request is: by the XRD, the whole
 * policy, and what exists.
 *
 * @public
 */
export function pullRequestAction(services: ActionServices) {
  const { claimPath: _, entityRef: __, ...output } = requestOutput;
  const { reason: ___, ...common } = commonInput;
  return createTemplateAction({
    id: 'worker-cluster:pull-request',
    description:
      'Opens one pull request that changes files of one cluster in the claims folder, on any Git host; idempotent',
    examples: pullRequestExamples,
    supportsDryRun: true,
    schema: {
      input: {
        ...identityInput,
        verb: z =>
          z
            .enum(['create', 'update', 'decommission'])
            .describe(
              'Last part of the branch: worker-cluster/<environment>/<name>/<verb>, with a number from the second pull request on',
            ),
        title: z => z.string().describe('Title of the pull request'),
        body: z => z.string().describe('Text of the pull request, Markdown'),
        changes: z =>
          z
            .array(
              z.object({
                path: z
                  .string()
                  .describe(
                    'Path in the repository: <claims folder>/<environment>/<name>.yaml, or another file that begins with the name and a dot, or in a folder of that name',
                  ),
                content: z
                  .string()
                  .optional()
                  .describe('Text of the file; without it the file is removed'),
                sha: z
                  .string()
                  .optional()
                  .describe(
                    "The Git host's id of the content that is replaced or removed",
                  ),
              }),
            )
            .describe('Files to write or remove, in one commit'),
        ...common,
      },
      output,
    },
    async handler(ctx) {
      const { input, logger } = ctx;
      const { name, environment, verb } = input;
      requireClusterName(name);
      const credentials = await ctx.getInitiatorCredentials();
      const { gitops, repoUrl, token } = resolveGitops(services, ctx, input);
      const changes: FileChange[] = input.changes;
      if (!changes.length) {
        throw new InputError(
          'There is nothing to change: give at least one file.',
        );
      }
      const path = claimPath({ ...gitops, environment, name });
      changes.forEach(c => requireOwnFile(c.path, path));
      const request: FileRequest = {
        ...input,
        credentials,
        gitops,
        changes,
        path,
        branch: claimBranch({ environment, name, verb }),
        repository: services.repositories.open(repoUrl, { token }),
        requester: toRequester({ ...services, user: ctx.user }),
        taskId: ctx.task.id,
        logger,
        signal: ctx.signal,
      };
      await requireVerb(services, request, verb);

      const { repository, branch } = request;
      const done = (opened: { url: string; number: number; head: string }) => {
        ctx.output('pullRequestUrl', opened.url);
        ctx.output('pullRequestNumber', opened.number);
        ctx.output('branch', opened.head);
      };
      if (ctx.isDryRun) {
        logger.info(
          `Dry run: would change ${changes
            .map(c => c.path)
            .join(', ')} on branch ${branch}`,
        );
        done({ url: repository.url, number: 0, head: branch });
        return;
      }
      done(
        await ctx.checkpoint({
          key: `pull-request.${repository.url}.${branch}`,
          fn: async () => {
            const checked = await checkFiles(services, request);
            const { number, url, head } = await submitFiles(
              services,
              request,
              checked,
            );
            return { number, url, head };
          },
        }),
      );
    },
  });
}

/** Files of one cluster, by whom and where they are requested. */
interface FileRequest {
  name: string;
  environment: string;
  /** Last part of the branch, whatever the changes amount to. */
  verb: ClusterRequestVerb;
  title: string;
  body: string;
  changes: FileChange[];
  /** Of the cluster's claim. */
  path: string;
  /** Plain name of the request's branch. */
  branch: string;
  gitops: GitopsConfig;
  repository: GitRepository;
  credentials: BackstageCredentials;
  requester: Requester;
  taskId: string;
  logger: LoggerService;
  signal?: AbortSignal;
}

/** The claim's file among the changes. */
function claimOf({ changes, path }: FileRequest): FileChange | undefined {
  return changes.find(change => change.path === path);
}

/** @throws NotAllowedError if the requester may not do this with the cluster. */
function requireVerb(
  services: ActionServices,
  request: FileRequest,
  verb: ClusterRequestVerb,
): Promise<ClusterRef | undefined> {
  const { credentials, environment, name, gitops } = request;
  const written = claimOf(request);
  return requirePermission(services, credentials, {
    input: {
      verb,
      environment,
      name,
      spec: written && { ...specOf(written.content) },
    },
    managementCluster: gitops.managementCluster,
  });
}

/** A request whose files may be written. */
interface CheckedFiles {
  platform: Platform;
  /** Whether the cluster has a claim on the base branch. */
  exists: boolean;
  review: FileReview;
  /** What the claim amounts to, if it is written or removed, and its plan. */
  planned?: { input: PlanInput; plan: RequestPlan };
}

/**
 * Checks files by what they hold, whatever the branch is called: permission and ownership, then their text, then the claim as
 * every other request is checked.
 *
 * @throws NotAllowedError or InputError that says what forbids them.
 */
async function checkFiles(
  services: ActionServices,
  request: FileRequest,
): Promise<CheckedFiles> {
  const { policy } = services;
  const { repository, path, changes, environment, name, logger } = request;
  const loaded = await reading(
    loadPlatform(platformPorts({ ...services, ...request })),
  );
  loaded.warnings.forEach(warning => logger.warn(warning));
  const { base, definition, others = [] } = loaded;
  const files = await reading(readFiles(repository, base, changes));
  const current = (await reading(repository.getFile(path, base)))?.content;
  const exists = current !== undefined;
  let cluster: ClusterRef | undefined;
  for (const verb of verbsOf(files, path, exists)) {
    cluster = await requireVerb(services, request, verb);
    const before = parseFile(current);
    if (cluster && before) requireClaimOf(before, cluster);
  }
  const actor = await actorOf(services, request.credentials);
  const written = claimOf(request);
  requireOwnership(policy, {
    actor,
    verb: request.verb,
    ...(exists && { before: { ...specOf(current) } }),
    ...(written?.content !== undefined && {
      after: { ...specOf(written.content) },
    }),
  });
  const review = reviewFiles({
    definitions: [definition, ...others],
    environment,
    name,
    claimPath: path,
    requestedBy: request.requester.ref,
    files,
  });
  requireNoErrors(review.findings);

  const warnings = await requireApprovers(repository, policy, environment);
  warnings.forEach(warning => logger.warn(warning));
  const platform: Platform = {
    ...loaded,
    // The XRD of the claim's own kind applies, which may be an older one.
    definition: review.claim?.definition ?? definition,
    // An open request is never amended: the text of this one is the template's.
    policy: { ...policy, amendRequests: false },
  };
  if (!written) return { platform, exists, review };
  const input: PlanInput = {
    ...claimRequest(written, review, exists),
    environment,
    name,
    requestedBy: request.requester.ref,
    actor,
    cluster,
    taskId: request.taskId,
  };
  const plan = requireAllowed(await reading(planRequest(platform, input)));
  for (const { severity, message } of plan.preview.findings) {
    if (severity === 'warning') logger.warn(message);
  }
  return { platform, exists, review, planned: { input, plan } };
}

/** The request that a written or removed claim amounts to. */
function claimRequest(
  { content }: FileChange,
  { claim }: FileReview,
  exists: boolean,
): Pick<PlanInput, 'verb' | 'spec' | 'written'> {
  if (!claim || content === undefined) return { verb: 'decommission' };
  return {
    verb: exists ? 'update' : 'create',
    spec: claim.claim.spec,
    written: { claim: claim.claim, text: content, author: 'requester' },
  };
}

async function submitFiles(
  services: ActionServices,
  request: FileRequest,
  { platform, exists, review, planned }: CheckedFiles,
): Promise<GitPullRequest> {
  const { signingKeys, confirmAfterMs } = services;
  const { repository, branch, changes, requester, logger } = request;
  const { base } = platform;
  const log = (line: string) => logger.info(line);
  // A second line would become the body of the commit, and could forge its trailers.
  const title = request.title.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const kustomization = await reading(
    changeKustomization(
      { repository, base },
      listedFiles(changes, request.path),
    ),
  );
  const opened = await submit(
    {
      base,
      branch,
      rivals: [],
      ignored: planned?.plan.write.ignored ?? [],
      changes: [...changes, ...kustomization],
    },
    {
      title,
      // The fields first: a code block that the text leaves open would swallow them.
      body: [
        ...(planned?.input.verb === 'decommission'
          ? [describeRemoval(request.name, request.environment)]
          : []),
        ...describeFiles(
          review,
          planned?.plan.preview.changes ?? [],
          exists ? 'update' : 'create',
        ),
        request.body.replace(/<!--/g, '&lt;!--'),
      ].join('\n\n'),
      mark: { taskId: request.taskId },
      commitMessage: commitMessage(title, requester),
      author: requester.author,
      pullRequestOptions: optionsFor(request.environment, services),
    },
    { repository, signingKeys, confirmAfterMs, log, signal: request.signal },
  );
  if (planned?.input.verb === 'create' && opened.state === 'open') {
    await recheckWritten(platform, planned.input, opened, { repository, log });
  }
  return opened;
}

interface FileChange {
  path: string;
  /** Undefined: the file is removed. */
  content?: string;
  sha?: string;
}

/** The claim in a file; undefined if it holds none that can be read. */
function parseFile(content: string | undefined): Claim | undefined {
  try {
    return content === undefined
      ? undefined
      : parseClaim(content, claimTypeOf(content));
  } catch {
    return undefined;
  }
}

function specOf(content: string | undefined) {
  return parseFile(content)?.spec;
}

/** @throws InputError if the claim, as it is or as it would be, is not one of the requester's teams. */
function requireOwnership(
  { ownership }: Policy,
  request: Parameters<typeof checkOwnership>[1],
): void {
  const [finding] = checkOwnership(ownership, request);
  if (finding) {
    throw new InputError((finding.discloses?.redacted ?? finding).message);
  }
}

/**
 * Passes files of one cluster: that of its claim, others whose name starts with the cluster's and a dot, and everything in
 * a folder of the cluster's name. A user who may change one cluster cannot change another by this.
 *
 * @param claim - path of its claim
 * @throws InputError for any other path, however it is written.
 */
function requireOwnFile(path: string, claim: string): void {
  const start = claim.slice(0, -'.yaml'.length);
  const own = path.startsWith(`${start}.`)
    ? !path.slice(start.length).includes('/')
    : path.startsWith(`${start}/`);
  const sound = path
    .split('/')
    .every(s => /^[\w.-]+$/.test(s) && s !== '.' && s !== '..');
  if (!own || !sound || path.length > 1000) {
    throw new InputError(
      `'${path.slice(
        0,
        200,
      )}' is not a file of the cluster: only ${claim}, ${start}.* and files in ${start}/ can be changed here. Nothing was written.`,
    );
  }
}

/** Reads what the changed files hold on the base branch. */
async function readFiles(
  repository: Pick<GitRepository, 'getFile'>,
  base: string,
  changes: FileChange[],
): Promise<ReviewedFile[]> {
  const files: ReviewedFile[] = [];
  for (const { path, content } of changes) {
    const before = await repository.getFile(path, base);
    files.push({ path, before: before?.content, after: content });
  }
  return files;
}

/**
 * Returns the verbs that the changes amount to, whatever the branch is called: deleting the claim is a decommission, a new
 * file of a cluster without a claim a create, and everything else an update.
 *
 * @param exists - whether the cluster has a claim on the base branch
 */
function verbsOf(
  files: ReviewedFile[],
  claim: string,
  exists: boolean,
): ClusterRequestVerb[] {
  const verbs = files.map(({ path, before, after }): ClusterRequestVerb => {
    if (path === claim && after === undefined) return 'decommission';
    return before === undefined && !exists ? 'create' : 'update';
  });
  return [...new Set(verbs)];
}

/** Says, for the reviewer, what deleting the claim does. */
function describeRemoval(name: string, environment: string): string {
  return `### Removal\n\nThis removes the claim of **${name}** in ${environment}: the cluster is deleted with everything in it. It cannot be undone.`;
}

/** @throws InputError with the messages of all findings that are errors. */
function requireNoErrors(findings: RequestFinding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length) {
    throw new InputError(
      `${errors.map(({ message }) => message).join(' ')} Nothing was written.`,
    );
  }
}

/** Returns the changed manifests of the claim's folder itself, which a kustomization there lists. */
function listedFiles(
  changes: Array<{ path: string; content?: string }>,
  claim: string,
) {
  const depth = claim.lastIndexOf('/');
  return changes
    .filter(c => c.path.lastIndexOf('/') === depth && /\.ya?ml$/.test(c.path))
    .map(({ path, content }) => ({ path, listed: content !== undefined }));
}
