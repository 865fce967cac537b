import { Text } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ArgoCdReach } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Facts } from '../../components/Facts';
import { workerClustersTranslationRef } from '../../translations';

/** What the AppProjects permit, each with repositories, destinations and cluster-wide kinds as they are written. */
export function ArgoCdReachView({ reach }: { reach: ArgoCdReach }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const listed = (values: string[]) => values.join(', ') || t('argocd.nothing');
  const { projects = [], notRead, repositories } = reach;
  return (
    <>
      <Facts facts={[[t('argocd.used'), listed(repositories)]]} />
      <Text as="h3" weight="bold">
        {t('argocd.reach')}
      </Text>
      {notRead && <Text color="secondary">{notRead}</Text>}
      {projects.map(project => (
        <section key={project.name} aria-label={project.name}>
          <Text as="h4" weight="bold">
            {project.name}
          </Text>
          <Facts
            facts={[
              [t('argocd.repositories'), listed(project.repositories)],
              [
                t('argocd.destinations'),
                listed(
                  project.destinations.map(({ cluster, namespace }) =>
                    [cluster, namespace].filter(Boolean).join(' / '),
                  ),
                ),
              ],
              [t('argocd.clusterResources'), listed(project.clusterResources)],
            ]}
          />
          {project.truncated && (
            <Text color="secondary">{t('argocd.truncated')}</Text>
          )}
        </section>
      ))}
    </>
  );
}
