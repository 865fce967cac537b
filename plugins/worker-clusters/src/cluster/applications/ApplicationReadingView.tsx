import { useMemo, useState } from 'react';
import { Button } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Application,
  ApplicationDeployment,
  ApplicationReading,
  ApplicationResource,
  ApplicationSyncWindow,
  ClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { Age } from '../../components/Age';
import { ErrorPanel } from '../../components/ErrorPanel';
import { LongText } from '../../components/LongText';
import { HealthChip, SyncChip } from '../../components/StatusChip';
import { WebLink } from '../../components/WebLink';
import { shortRevision } from '../../format';
import { useNow } from '../../hooks/useNow';
import { workerClustersTranslationRef } from '../../translations';
import styles from './applications.module.css';
import { CommitMessage, CommitProblems } from './CommitMessage';
import { argocdResourceUrl, resourceTree } from './resourceTree';
import { AHEAD_DAYS, syncWindowState } from './syncWindow';
import { useCommits } from './useCommits';

/** What the portal does not keep of an Application, behind a button that has it read. */
export function ApplicationReadingView(props: {
  cluster: ClusterRef;
  app: Application;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { managementCluster, namespace, name } = props.cluster;
  const { app } = props;
  const api = useApi(workerClustersApiRef);
  const [state, setState] = useState<{
    loading?: boolean;
    reading?: ApplicationReading;
    error?: Error;
  }>({});
  const { reading, error, loading } = state;
  const read = async () => {
    setState({ reading, loading: true });
    try {
      setState({
        reading: await api.readApplication(
          { managementCluster, namespace, name },
          { application: { namespace: app.namespace, name: app.name } },
        ),
      });
    } catch (e) {
      setState({ reading, error: e as Error });
    }
  };
  return (
    <section aria-busy={loading}>
      <h3 className={styles.heading}>{t('applications.drawer.more')}</h3>
      {!reading && (
        <p className={styles.note}>{t('applications.drawer.moreNote')}</p>
      )}
      {reading && (
        <p className={styles.note}>
          {t('applications.reading.readAt')} <Age at={reading.readAt} />
        </p>
      )}
      <Button
        size="small"
        variant="secondary"
        isDisabled={loading}
        onPress={read}
      >
        {t(
          reading
            ? 'applications.reading.readAgain'
            : 'applications.reading.read',
        )}
      </Button>
      {error && (
        <ErrorPanel title={t('applications.reading.failed')} error={error} />
      )}
      {reading && (
        <Reading cluster={props.cluster} app={app} reading={reading} />
      )}
    </section>
  );
}

function Reading(props: {
  cluster: ClusterRef;
  app: Application;
  reading: ApplicationReading;
}) {
  const { cluster, app, reading } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { resources, totalResources, syncResults, history } = reading;
  const { images, syncWindows } = reading;
  return (
    <>
      <h4>{t('applications.reading.resources')}</h4>
      <p className={styles.note}>
        {t('applications.reading.resourcesOf', {
          shown: String(resources.length),
          total: String(totalResources),
        })}
      </p>
      <ResourceTree resources={resources} url={app.url} />
      {syncResults.length > 0 && (
        <>
          <h4>{t('applications.reading.syncResults')}</h4>
          <ul className={styles.list}>
            {syncResults.map((result, i) => (
              // A hook may be there twice.
              <li key={i}>
                <strong>{result.status}</strong> {result.kind} {result.name}
                {result.message && (
                  <div className={styles.note}>
                    <LongText text={result.message} />
                  </div>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <History cluster={cluster} app={app} history={history} />
      {images.length > 0 && (
        <>
          <h4>{t('applications.reading.images')}</h4>
          <ul className={styles.list}>
            {images.map(image => (
              <li key={image}>{image}</li>
            ))}
          </ul>
        </>
      )}
      <h4>{t('applications.reading.windows')}</h4>
      {!syncWindows?.length && (
        <p className={styles.note}>
          {t(
            syncWindows
              ? 'applications.reading.noWindows'
              : 'applications.reading.windowsNotRead',
          )}
        </p>
      )}
      <ul className={styles.list}>
        {syncWindows?.map((window, i) => (
          // Two windows may be equal.
          <li key={i}>
            <strong>{t(`applications.reading.${window.kind}`)}</strong>{' '}
            {t('applications.reading.window', {
              schedule: window.schedule,
              duration: window.duration,
              timeZone: window.timeZone ?? 'UTC',
            })}
            {window.manualSync && `, ${t('applications.reading.manual')}`}
            <WindowState window={window} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** The last deployments, each with the commits that it brought. */
function History(props: {
  cluster: ClusterRef;
  app: Application;
  history: ApplicationDeployment[];
}) {
  const { cluster, app, history } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const commits = useCommits(
    cluster,
    app,
    'history',
    history.flatMap(({ sources }) => sources),
  );
  return (
    <>
      <h4>{t('applications.reading.history')}</h4>
      {history.length === 0 && (
        <p className={styles.note}>{t('applications.reading.noHistory')}</p>
      )}
      <ul className={styles.list}>
        {history.map(({ id, deployedAt, automated, initiatedBy, sources }) => (
          <li key={id}>
            <Age at={deployedAt} />{' '}
            <span className={styles.note}>
              {automated
                ? t('applications.reading.automated')
                : initiatedBy &&
                  t('applications.reading.by', { user: initiatedBy })}
            </span>
            {sources.map(({ repoUrl, revision, targetRevision }, i) => (
              // Two sources may be equal in everything but their place.
              <div key={i}>
                {revision && (
                  <WebLink href={revision.url}>
                    {shortRevision(revision)}
                  </WebLink>
                )}
                {targetRevision &&
                  targetRevision !== revision?.value &&
                  ` (${targetRevision})`}
                <CommitMessage commit={commits.of(repoUrl, revision)} />
              </div>
            ))}
          </li>
        ))}
      </ul>
      <CommitProblems commits={commits} />
    </>
  );
}

/** Whether a sync window is open now; nothing where that cannot be told. */
function WindowState({ window }: { window: ApplicationSyncWindow }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const now = useNow();
  const minute = Math.floor(now / 60_000);
  const state = useMemo(
    () => syncWindowState(window, minute * 60_000),
    [window, minute],
  );
  if (!state) return null;
  const age = (time: number) => <Age at={new Date(time).toISOString()} />;
  const textOf = () => {
    if (state.open) {
      return t('applications.reading.windowOpen', { age: age(state.until) });
    }
    return state.next === undefined
      ? t('applications.reading.windowFar', { days: String(AHEAD_DAYS) })
      : t('applications.reading.windowNext', { age: age(state.next) });
  };
  return <div className={styles.note}>{textOf()}</div>;
}

/** By namespace and kind; what has a problem is open. */
function ResourceTree(props: {
  resources: ApplicationResource[];
  /** Of the Application in its Argo CD. */
  url: string | undefined;
}) {
  const { resources, url } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const label = (name: string, count: number, problems: number) =>
    problems > 0
      ? `${name} (${count}), ${t('applications.reading.problems', {
          count: problems,
        })}`
      : `${name} (${count})`;
  return (
    <ul className={styles.list}>
      {resourceTree(resources).map(({ namespace, kinds }) => (
        <li key={namespace ?? ''}>
          <strong>{namespace ?? t('applications.reading.clusterWide')}</strong>
          <ul className={styles.list}>
            {kinds.map(kind => (
              <li key={`${kind.resources[0].group}/${kind.kind}`}>
                <details open={kind.problems > 0}>
                  <summary>
                    {label(kind.kind, kind.resources.length, kind.problems)}
                  </summary>
                  <ul className={styles.list}>
                    {kind.resources.map(resource => (
                      <li key={resource.name}>
                        {resource.health && (
                          <HealthChip health={resource.health} />
                        )}{' '}
                        {resource.sync && <SyncChip sync={resource.sync} />}{' '}
                        <WebLink href={argocdResourceUrl(url, resource)}>
                          {resource.name}
                        </WebLink>
                        {resource.requiresPruning &&
                          ` (${t('applications.reading.prune')})`}
                        {resource.message && (
                          <div className={styles.note}>
                            <LongText text={resource.message} />
                          </div>
                        )}
                      </li>
                    ))}
                  </ul>
                </details>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
