import { Text } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ArgoCdReach } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Facts } from '../../components/Facts';
import { workerClustersTranslationRef } from '../../translations';
import { messageText } from '../../translations/messageText';
import clusterStyles from '../cluster.module.css';
import styles from './argocd.module.css';

/** One entry a line, as it is written; a word for none. */
function Entries({ of }: { of: string[] }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  if (of.length === 0) return <>{t('argocd.nothing')}</>;
  return (
    <ul className={`${styles.list} ${clusterStyles.code}`}>
      {of.map((entry, i) => (
        <li key={i}>{entry}</li>
      ))}
    </ul>
  );
}

/** What the AppProjects permit, each with repositories, destinations and cluster-wide kinds as they are written. */
export function ArgoCdReachView({ reach }: { reach: ArgoCdReach }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { projects = [], notRead, notReadCode, repositories } = reach;
  return (
    <>
      <Facts facts={[[t('argocd.used'), <Entries of={repositories} />]]} />
      {(notRead || projects.length > 0) && (
        <div className={styles.part}>
          <Text as="h3" weight="bold">
            {t('argocd.reach')}
          </Text>
        </div>
      )}
      {notRead && (
        <Text color="secondary">{messageText(t, notRead, notReadCode)}</Text>
      )}
      {projects.map(project => (
        <section
          key={project.name}
          aria-label={project.name}
          className={styles.project}
        >
          <Text as="h4" weight="bold">
            {project.name}
          </Text>
          <Facts
            facts={[
              [t('argocd.repositories'), <Entries of={project.repositories} />],
              [
                t('argocd.destinations'),
                <Entries
                  of={project.destinations.map(({ cluster, namespace }) =>
                    [cluster, namespace].filter(Boolean).join(' / '),
                  )}
                />,
              ],
              [
                t('argocd.clusterResources'),
                // A kind of the core group has no group before it.
                <Entries
                  of={project.clusterResources.map(c => c.replace(/^\//, ''))}
                />,
              ],
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
