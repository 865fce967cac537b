import { InputError } from '@backstage/errors';

/**
 * Which repository on which host. The parts other than `host` are those of the scaffolder's `repoUrl`;
 * each type of Git host needs its own selection of them.
 *
 * @public
 */
export interface RepositoryLocation {
  /** Host and port, as `integrations.<type>[].host` has it, for example `gitea.example.com`. */
  host: string;
  owner?: string;
  repo?: string;
  organization?: string;
  workspace?: string;
  project?: string;
}

const PARTS = [
  'owner',
  'repo',
  'organization',
  'workspace',
  'project',
] as const;

/**
 * Reads the scaffolder's form of a repository: `host?owner=o&repo=r`.
 *
 * @throws InputError if it is not of that form.
 * @public
 */
export function parseRepositoryUrl(repoUrl: string): RepositoryLocation {
  const malformed = (why: string) =>
    new InputError(
      `'${repoUrl}' does not name a repository: ${why}. Write it as host?owner=<owner>&repo=<repository>, for example gitea.example.com?owner=platform&repo=gitops`,
    );

  if (repoUrl.includes('://')) {
    throw malformed('it must not begin with a protocol');
  }
  let url: URL;
  try {
    url = new URL(`https://${repoUrl}`);
  } catch {
    throw malformed('it is not a URL');
  }
  if (url.username || url.password) {
    // The text is not repeated: it holds a credential.
    throw new InputError(
      `The repository URL of ${url.host} must not hold credentials: put them under integrations.`,
    );
  }
  if (!url.searchParams.get('repo')) {
    throw malformed(`the part 'repo' is missing`);
  }
  const location: RepositoryLocation = { host: url.host };
  for (const part of PARTS) {
    const value = url.searchParams.get(part)?.replace(/^\/+|\/+$/g, '');
    if (value) location[part] = value;
  }
  return location;
}
