import type { Config } from '@backstage/config';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { RepositoryLocation } from '@worker-clusters/git-pull-requests';
import { repositoryPage } from '../repositoryPage';

/** The types of Git hosts whose addresses are understood, with the host of an entry that names none. */
const DEFAULT_HOSTS: Record<string, string | undefined> = {
  azure: 'dev.azure.com',
  bitbucketCloud: 'bitbucket.org',
  bitbucketServer: undefined,
  gitea: undefined,
  github: 'github.com',
  gitlab: undefined,
};

/**
 * The hosts that the configuration names under `integrations`. Backstage adds the public ones by itself; those are none
 * that anybody configured for the portal, and would be called without credentials.
 */
export function configuredGitHosts(config: Config): ReadonlySet<string> {
  return new Set(
    Object.entries(DEFAULT_HOSTS).flatMap(([type, host]) =>
      (config.getOptionalConfigArray(`integrations.${type}`) ?? []).flatMap(
        entry => entry.getOptionalString('host') ?? host ?? [],
      ),
    ),
  );
}

/**
 * Where a repository is, of its address as an Application has it: untrusted. Nothing of the address is called; only the
 * configured API of its host is, for a repository of that name. Undefined for an address on any other host, or of no
 * repository.
 */
export function repositoryLocation(
  integrations: Pick<ScmIntegrationRegistry, 'byHost'>,
  hosts: ReadonlySet<string>,
  repoUrl: string,
): RepositoryLocation | undefined {
  const page = repositoryPage(repoUrl);
  if (!page || !hosts.has(page.host)) return undefined;
  const { host } = page;
  const integration = integrations.byHost(host);
  const parts = integration && partsOf(integration, page);
  return parts && { host, ...parts };
}

function partsOf(
  integration: { type: string; config?: { baseUrl?: string } },
  page: URL,
): Omit<RepositoryLocation, 'host'> | undefined {
  const names = segmentsOf(page.pathname, integration.config?.baseUrl);
  if (!names) return undefined;
  const repo = names[names.length - 1];
  const before = names.slice(0, -1);
  switch (integration.type) {
    case 'gitea':
    case 'github':
      return names.length === 2 ? { owner: names[0], repo } : undefined;
    case 'gitlab':
      // A group may be within groups.
      return before.length > 0 ? { owner: before.join('/'), repo } : undefined;
    case 'bitbucketCloud':
      return names.length === 2 ? { workspace: names[0], repo } : undefined;
    case 'bitbucketServer':
      return bitbucketServerParts(names);
    case 'azure':
      return azureParts(page.host, names);
    default:
      return undefined;
  }
}

/** Cloned from `/scm/<project>/<repository>`, shown at `/projects/<project>/repos/<repository>`. */
function bitbucketServerParts(names: string[]) {
  const [kind, project, repos, repo] = names.slice(-4);
  if (kind === 'projects' && repos === 'repos') return { project, repo };
  return names.length >= 2
    ? { project: names[names.length - 2], repo: names[names.length - 1] }
    : undefined;
}

/** `/<organization>/<project>/_git/<repository>`; the project is left out where the repository has its name. */
function azureParts(host: string, names: string[]) {
  const at = names.indexOf('_git');
  const repo = names[at + 1];
  if (at < 0 || at !== names.length - 2) return undefined;
  const [organization] = host.split('.');
  if (host.endsWith('.visualstudio.com')) {
    return { organization, project: names[at - 1] ?? repo, repo };
  }
  if (at === 0) return undefined;
  return at === 1
    ? { organization: names[0], project: repo, repo }
    : {
        organization: names.slice(0, at - 1).join('/'),
        project: names[at - 1],
        repo,
      };
}

/** The decoded parts of a path below the address of the host's pages; undefined if it cannot be decoded. */
function segmentsOf(path: string, baseUrl?: string): string[] | undefined {
  const base =
    baseUrl && URL.canParse(baseUrl) ? new URL(baseUrl).pathname : '';
  const below = path.startsWith(`${base.replace(/\/$/, '')}/`)
    ? path.slice(base.replace(/\/$/, '').length)
    : path;
  try {
    return below.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
