import type {
  Application,
  ApplicationDeployment,
  ApplicationRevision,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { CommitRef } from '../commits/types';

/** Every commit that an Application is compared with or that is deployed, each once. */
export function currentCommits({
  sources,
  hydration,
}: Pick<Application, 'sources' | 'hydration'>): CommitRef[] {
  return distinct([
    ...sources.flatMap(({ repoUrl, revision, deployedRevision }) => [
      commit(repoUrl, revision),
      commit(repoUrl, deployedRevision),
    ]),
    commit(hydration?.drySource.repoUrl, hydration?.drySource.revision),
    commit(hydration?.drySource.repoUrl, hydration?.hydratedRevision),
  ]);
}

/** Every commit that was deployed, each once, the newest deployment first. */
export function deployedCommits(
  history: Pick<ApplicationDeployment, 'sources'>[],
): CommitRef[] {
  return distinct(
    history.flatMap(({ sources }) =>
      sources.map(({ repoUrl, revision }) => commit(repoUrl, revision)),
    ),
  );
}

function commit(
  repoUrl: string | undefined,
  revision: ApplicationRevision | undefined,
): CommitRef | undefined {
  return repoUrl && revision?.kind === 'commit'
    ? { repoUrl, revision: revision.value }
    : undefined;
}

function distinct(commits: Array<CommitRef | undefined>): CommitRef[] {
  const known = new Map<string, CommitRef>();
  for (const each of commits) {
    if (each) known.set(JSON.stringify([each.repoUrl, each.revision]), each);
  }
  return [...known.values()];
}
