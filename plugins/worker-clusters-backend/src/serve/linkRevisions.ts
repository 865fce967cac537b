import type { ScmIntegrationRegistry } from '@backstage/integration';
import type {
  Application,
  ApplicationRevision,
  ApplicationSource,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { repositoryPage } from '../repositoryPage';

/** Where a Git host shows a commit, below the repository, by the type of its integration. */
const COMMIT_PATHS: Record<string, string> = {
  azure: '/commit/',
  bitbucketCloud: '/commits/',
  bitbucketServer: '/commits/',
  gitea: '/commit/',
  github: '/commit/',
  gitlab: '/-/commit/',
};

/**
 * Link to a commit of a repository on a host that `integrations` knows; undefined for any other host, of which nobody
 * knows where it shows a commit.
 */
export function commitUrl(
  integrations: Pick<ScmIntegrationRegistry, 'byUrl'>,
  repoUrl: string | undefined,
  commit: string,
): string | undefined {
  const page = repoUrl === undefined ? undefined : repositoryPage(repoUrl);
  const integration = page && integrations.byUrl(page);
  const path = integration && COMMIT_PATHS[integration.type];
  if (!path) return undefined;
  if (integration.type === 'bitbucketServer') {
    // Cloned from /scm/<project>/<repository>, shown at /projects/<project>/repos/<repository>.
    page.pathname = page.pathname.replace(
      /\/(?:scm\/)?([^/]+)\/([^/]+)$/,
      '/projects/$1/repos/$2',
    );
  }
  return `${page.href}${path}${commit}`;
}

/** What has sources: an Application, or one of its deployments. */
export type WithSources = Pick<Application, 'sources' | 'hydration'>;

/** The same with a link on each commit of its sources. */
export function linkRevisions<T extends WithSources>(
  integrations: Pick<ScmIntegrationRegistry, 'byUrl'>,
  application: T,
): T {
  const linked = (
    revision: ApplicationRevision,
    repoUrl: string | undefined,
  ): ApplicationRevision => {
    const url =
      revision.kind === 'commit'
        ? commitUrl(integrations, repoUrl, revision.value)
        : undefined;
    return url ? { ...revision, url } : revision;
  };
  const source = (from: ApplicationSource): ApplicationSource => ({
    ...from,
    ...(from.revision && { revision: linked(from.revision, from.repoUrl) }),
    ...(from.deployedRevision && {
      deployedRevision: linked(from.deployedRevision, from.repoUrl),
    }),
  });
  const { sources, hydration } = application;
  return {
    ...application,
    sources: sources.map(source),
    ...(hydration && {
      hydration: {
        ...hydration,
        drySource: source(hydration.drySource),
        ...(hydration.hydratedRevision && {
          hydratedRevision: linked(
            hydration.hydratedRevision,
            hydration.drySource.repoUrl,
          ),
        }),
      },
    }),
  };
}
