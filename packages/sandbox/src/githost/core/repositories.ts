import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { ApiError, unprocessable } from '../errors';
import { branchHead } from '../git/objects';
import {
  changeTree,
  commitTree,
  initialise,
  NO_COMMIT,
  updateRef,
} from '../git/writing';
import { isOwnerName, isRepositoryName, requireBranchName } from '../names';
import type { RepositoryRecord } from '../state/model';
import { reportBranches } from './branches';
import type { Host } from './Host';
import type { Doer } from './Users';

export interface NewRepository {
  owner: string;
  name: string;
  description?: string;
  private?: boolean;
  defaultBranch?: string;
  /** Contents of the first commit; no commit by default. */
  files?: Record<string, string>;
}

/**
 * Makes a repository.
 *
 * @throws ApiError 409 if there is one of this name, 422 if a name is malformed.
 */
export async function createRepository(
  host: Host,
  options: NewRepository,
  doer: Doer,
): Promise<RepositoryRecord> {
  const { owner, name } = options;
  if (!isRepositoryName(name)) {
    throw unprocessable(
      `repository name is invalid [name: ${String(name).slice(0, 100)}]`,
    );
  }
  const defaultBranch = requireBranchName(options.defaultBranch ?? 'main');
  return host.exclusively(owner, name, async () => {
    if (host.find(owner, name)) {
      throw new ApiError(
        409,
        `The repository with the same name already exists.`,
      );
    }
    const directory = host.directoryOf(owner, name);
    // Left over from a crash: no record of it was ever written.
    if (existsSync(directory)) await rm(directory, { recursive: true });
    await initialise(directory, defaultBranch);
    const now = new Date().toISOString();
    const repository: RepositoryRecord = {
      id: host.file.nextId(),
      owner: host.users.find(owner)?.login ?? owner,
      name,
      description: options.description ?? '',
      private: options.private ?? false,
      empty: Object.keys(options.files ?? {}).length === 0,
      defaultBranch,
      createdAt: now,
      updatedAt: now,
      protectedBranches: [],
      nextNumber: 1,
      labels: [],
      pulls: [],
      hooks: [],
      statuses: [],
    };
    const files = Object.entries(options.files ?? {});
    if (files.length > 0) {
      const git = host.git(repository);
      const tree = await changeTree(
        git,
        undefined,
        files.map(([path, content]) => ({
          path,
          content: Buffer.from(content, 'utf8'),
        })),
      );
      const commit = await commitTree(git, {
        tree,
        parents: [],
        message: 'Initial commit',
        author: doer,
      });
      await updateRef(git, `refs/heads/${defaultBranch}`, commit, NO_COMMIT);
    }
    host.file.state.repositories.push(repository);
    await host.file.save();
    return repository;
  });
}

/** Creates the repository, its owner and the owner's teams, as far as they do not exist. */
export async function ensureRepository(
  host: Host,
  options: NewRepository & { protectMain?: boolean; teams?: string[] },
): Promise<void> {
  const { owner, name, protectMain = true, teams = [] } = options;
  if (!host.users.find(owner)) {
    if (!isOwnerName(owner)) {
      throw new Error(`'${owner}' cannot own a repository: use another name`);
    }
    host.users.createOrganization(owner, owner);
  }
  await ensureTeams(host, owner, teams);
  if (host.find(owner, name)) return;
  const doer = host.users.pageUser;
  const repository = await createRepository(host, options, doer);
  if (protectMain) {
    repository.protectedBranches.push(repository.defaultBranch);
    await host.saved(repository);
  }
  const after = await branchHead(
    host.git(repository),
    repository.defaultBranch,
  );
  if (after) {
    await reportBranches(
      host,
      repository,
      [{ branch: repository.defaultBranch, before: NO_COMMIT, after }],
      doer,
    );
  }
}

async function ensureTeams(
  host: Host,
  owner: string,
  teams: string[],
): Promise<void> {
  const organization = host.users.find(owner)!;
  const known = organization.teams ?? [];
  const missing = teams.filter(team => !known.includes(team));
  if (!missing.length) return;
  organization.teams = [...known, ...missing];
  await host.file.save();
}
