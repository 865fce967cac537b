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
  loadPlatform,
  parseClaim,
  type Policy,
  requireClaimOf,
  requireClusterName,
  type ReviewedFile,
  reviewFiles,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { GitRepository } from '@worker-clusters/git-pull-requests';
import type {
  ClusterRequestVerb,
  RequestFinding,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { commitMessage } from '../request/describeRequest';
import { reading } from '../request/errors';
import { platformPorts } from '../request/platformPorts';
import { toRequester } from '../request/toRequester';
import { submit } from '../request/submit';
import type { ActionServices } from './ActionServices';
import { pullRequestExamples } from './examples';
import { actorOf, requirePermission } from './permission';
import { resolveGitops } from './resolveGitops';
import { commonInput, identityInput, requestOutput } from './schema';

/**
 * Creates the action `worker-cluster:pull-request`: one branch with one commit and one pull request, idempotent, for files
 * of one cluster only. The files are given as text; they are checked to set nothing that a request cannot set.
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
      const { input, logger, signal } = ctx;
      const { name, environment, verb, title, body } = input;
      requireClusterName(name);
      const credentials = await ctx.getInitiatorCredentials();
      const { gitops, repoUrl, token } = resolveGitops(services, ctx, input);
      const changes: FileChange[] = input.changes;
      if (!changes.length) {
        throw new InputError(
          'There is nothing to change: give at least one file.',
        );
      }
      const claim = claimPath({ ...gitops, environment, name });
      changes.forEach(c => requireOwnFile(c.path, claim));
      const written = changes.find(c => c.path === claim);
      const spec = written && { ...specOf(written.content) };
      const require = (as: ClusterRequestVerb) =>
        requirePermission(services, credentials, {
          input: { verb: as, environment, name, spec },
          managementCluster: gitops.managementCluster,
        });
      await require(verb);
      const actor = await actorOf(services, credentials);

      const branch = claimBranch({ environment, name, verb });
      const repository = services.repositories.open(repoUrl, { token });
      const requester = toRequester({ ...services, user: ctx.user });
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
      // A second line would become the body of the commit, and could forge its trailers.
      const oneTitle = title.replace(/[\s\p{Cc}]+/gu, ' ').trim();
      const {
        title: _title,
        body: _body,
        ...configured
      } = services.pullRequests;
      done(
        await ctx.checkpoint({
          key: `pull-request.${repository.url}.${branch}`,
          fn: async () => {
            const {
              base,
              definition,
              others = [],
              now,
            } = await reading(
              loadPlatform({
                ...platformPorts({
                  ...services,
                  repository,
                  gitops,
                  credentials,
                  logger,
                }),
                // Files are reviewed by themselves.
                listClusters: undefined,
              }),
            );
            const files = await reading(readFiles(repository, base, changes));
            const current = (await reading(repository.getFile(claim, base)))
              ?.content;
            const exists = current !== undefined;
            for (const other of verbsOf(files, claim, exists)) {
              const cluster = await require(other);
              const before = parseFile(current);
              if (cluster && before) requireClaimOf(before, cluster);
            }
            requireOwnership(services.policy, {
              actor,
              verb,
              ...(exists && { before: { ...specOf(current) } }),
              ...(written?.content !== undefined && { after: spec }),
            });
            const review = reviewFiles({
              definitions: [definition, ...others],
              policy: services.policy,
              environment,
              name,
              claimPath: claim,
              requestedBy: requester.ref,
              now,
              files,
            });
            requireNoErrors(review.findings);
            const kustomization = await reading(
              changeKustomization(
                { repository, base },
                listedFiles(changes, claim),
              ),
            );
            const { number, url, head } = await submit(
              {
                base,
                branch,
                rivals: [],
                ignored: [],
                changes: [...changes, ...kustomization],
              },
              {
                title: oneTitle,
                // The fields first: a code block that the text leaves open would swallow them.
                body: [
                  ...(exists && written && written.content === undefined
                    ? [describeRemoval(name, environment)]
                    : []),
                  ...describeFiles(review),
                  body.replace(/<!--/g, '&lt;!--'),
                ].join('\n\n'),
                mark: { taskId: ctx.task.id },
                commitMessage: commitMessage(oneTitle, requester),
                author: requester.author,
                pullRequestOptions: configured,
              },
              {
                repository,
                signingKeys: services.signingKeys,
                confirmAfterMs: services.confirmAfterMs,
                log: line => logger.info(line),
                signal,
              },
            );
            return { number, url, head };
          },
        }),
      );
    },
  });
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
    throw new InputError(finding.discloses?.redacted ?? finding.message);
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
