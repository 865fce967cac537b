import { useCallback, useMemo } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  Application,
  ApplicationCommit,
  ApplicationSource,
  ClusterRef,
  ReadCommitsRequest,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { useLoad } from '../../hooks/useLoad';

/** The commits of an Application that are known so far. */
export interface Commits {
  items: ApplicationCommit[];
  /** The commit of a source's revision. */
  of(
    repoUrl: string | undefined,
    revision: ApplicationSource['revision'],
  ): ApplicationCommit | undefined;
  error?: Error;
}

/**
 * Reads the commits of an Application's revisions: once for the same revisions, however often they are reported, and not at
 * all where no revision is a commit.
 */
export function useCommits(
  { managementCluster, namespace: clusterNamespace, name: cluster }: ClusterRef,
  { namespace, name }: Pick<Application, 'namespace' | 'name'>,
  of: ReadCommitsRequest['of'],
  sources: ApplicationSource[],
): Commits {
  const api = useApi(workerClustersApiRef);
  const wanted = sources
    .flatMap(s => [s.revision, s.deployedRevision])
    .flatMap(r => (r?.kind === 'commit' ? r.value : []))
    .join(' ');
  const { data, error } = useLoad(
    useCallback(
      async (signal: AbortSignal) =>
        wanted
          ? (
              await api.readCommits(
                {
                  managementCluster,
                  namespace: clusterNamespace,
                  name: cluster,
                },
                { application: { namespace, name }, of },
                { signal },
              )
            ).items
          : [],
      [
        api,
        managementCluster,
        clusterNamespace,
        cluster,
        namespace,
        name,
        of,
        wanted,
      ],
    ),
  );
  return useMemo(() => {
    const items = data ?? [];
    return {
      items,
      error,
      of: (repoUrl, revision) =>
        items.find(
          c => c.repoUrl === repoUrl && c.revision === revision?.value,
        ),
    };
  }, [data, error]);
}
