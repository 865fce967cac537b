import type {
  Application,
  ApplicationRevision,
  ApplicationSource,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { WebLink } from '../../components/WebLink';
import { repositoryName, shortPath, shortRevision } from '../../format';
import { workerClustersTranslationRef } from '../../translations';
import styles from '../cluster.module.css';
import { CommitMessage } from './CommitMessage';
import type { Commits } from './useCommits';

/** The sources of an Application, each with its revision; with the dry source where Argo CD's hydrator is used. */
export function ApplicationSources(props: {
  app: Application;
  commits: Commits;
}) {
  const { app, commits } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { sources, hydration } = app;
  return (
    <>
      {sources.map((source, i) => (
        // Two sources may be equal in everything but their place.
        <Source
          key={i}
          source={source}
          several={sources.length > 1}
          isSynced={app.sync === 'Synced'}
          commits={commits}
        />
      ))}
      {hydration && (
        <div className={styles.source}>
          <span className={styles.message}>
            {t('applications.source.hydratedFrom')}
          </span>
          <Source
            source={hydration.drySource}
            several={false}
            isSynced={false}
            commits={commits}
          />
          {hydration.phase && hydration.phase !== 'Hydrated' && (
            <span className={styles.message}>
              {t(`applications.source.${hydration.phase}`)}
            </span>
          )}
        </div>
      )}
    </>
  );
}

function Source(props: {
  source: ApplicationSource;
  several: boolean;
  /** What is deployed is what was compared, whatever commit it came with. */
  isSynced: boolean;
  commits: Commits;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { source, several, isSynced, commits } = props;
  const { revision, deployedRevision, targetRevision } = source;
  const place = [
    several && (source.name ?? repositoryName(source.repoUrl)),
    source.chart ?? shortPath(source.path) ?? (source.ref && `$${source.ref}`),
  ].filter(Boolean);
  return (
    <div
      className={styles.source}
      title={[source.repoUrl, source.path].filter(Boolean).join(' ')}
    >
      <Revision revision={revision} />
      {targetRevision && targetRevision !== revision?.value && (
        <span className={styles.code}> ({targetRevision})</span>
      )}
      {place.length > 0 && (
        <span className={styles.message}>{place.join(' · ')}</span>
      )}
      <CommitMessage commit={commits.of(source.repoUrl, revision)} />
      {deployedRevision && !isSynced && (
        <span className={styles.message}>
          {t('applications.source.deployed')}{' '}
          <Revision revision={deployedRevision} />
          <CommitMessage
            commit={commits.of(source.repoUrl, deployedRevision)}
          />
        </span>
      )}
    </div>
  );
}

function Revision({ revision }: { revision?: ApplicationRevision }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  if (!revision) return <span>{t('applications.source.notResolved')}</span>;
  const { kind, value, url } = revision;
  return (
    <>
      <span className={styles.code} title={value}>
        <WebLink href={url}>{shortRevision(revision)}</WebLink>
      </span>
      {kind !== 'commit' &&
        ` ${t(
          `applications.source.${kind === 'reference' ? 'notResolved' : kind}`,
        )}`}
    </>
  );
}
