import { useCallback } from 'react';
import { Dialog, DialogBody, DialogHeader, Skeleton } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type Application,
  applicationProblems,
  assessedHealth,
  type ClusterRef,
  findings,
  type VerdictRule,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { Age } from '../../components/Age';
import { ErrorPanel } from '../../components/ErrorPanel';
import { Facts } from '../../components/Facts';
import { LongText } from '../../components/LongText';
import {
  HealthChip,
  SeverityIcon,
  SyncChip,
} from '../../components/StatusChip';
import { WebLink } from '../../components/WebLink';
import { useLiveQuery } from '../../hooks/useLiveQuery';
import { useNow } from '../../hooks/useNow';
import { workerClustersTranslationRef } from '../../translations';
import { applications as english } from '../../translations/en/applications';
import styles from './applications.module.css';
import { ApplicationReadingView } from './ApplicationReadingView';
import { ApplicationSources } from './ApplicationSources';
import { CommitProblems } from './CommitMessage';
import { ResourceProblems, unhealthyResources } from './ResourceProblems';
import { useCommits } from './useCommits';
import { useVerdictContext } from './verdictContext';

interface ApplicationDrawerProps {
  cluster: ClusterRef;
  named: Pick<Application, 'namespace' | 'name'>;
  /** If it is among those that are loaded. */
  known: Application | undefined;
  onClose(): void;
}

/** One Application beside the table: why it is not as it should be, and what the portal keeps and can read of it. */
export function ApplicationDrawer(props: ApplicationDrawerProps) {
  const { named, known, onClose } = props;
  return (
    <Dialog
      isOpen
      className={styles.drawer}
      onOpenChange={open => {
        if (!open) onClose();
      }}
    >
      <DialogHeader>{named.name}</DialogHeader>
      <DialogBody>
        {known ? (
          <Details
            key={`${known.namespace}/${known.name}`}
            cluster={props.cluster}
            app={known}
          />
        ) : (
          <Found key={`${named.namespace}/${named.name}`} {...props} />
        )}
      </DialogBody>
    </Dialog>
  );
}

/** Pages of 500 that are searched: as many as the backend reads of one cluster. */
const MAX_PAGES = 20;

/** One that is not among those that are shown: of a link, or of a page that is not loaded yet. */
function Found({ cluster, named }: ApplicationDrawerProps) {
  const { managementCluster, namespace: of, name: clusterName } = cluster;
  const { namespace, name } = named;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const {
    data: found,
    error,
    loading,
    retry,
  } = useLiveQuery(
    useCallback(
      async (signal: AbortSignal) => {
        let cursor: string | undefined;
        for (let page = 0; page < MAX_PAGES; page++) {
          // The search also finds names that contain this one, and all of a cluster of this name.
          const { items, nextCursor } = await api.listApplications(
            { managementCluster, namespace: of, name: clusterName },
            { search: name, limit: 500, cursor },
            { signal },
          );
          const app = items.find(
            a => a.namespace === namespace && a.name === name,
          );
          if (app) return app;
          if (!nextCursor) break;
          cursor = nextCursor;
        }
        return null;
      },
      [api, managementCluster, of, clusterName, namespace, name],
    ),
  );
  if (loading) return <Skeleton width="100%" height="200px" />;
  if (found) return <Details cluster={cluster} app={found} />;
  return error ? (
    <ErrorPanel
      title={t('applications.loadFailed')}
      error={error}
      retry={retry}
    />
  ) : (
    <p>{t('applications.drawer.gone', { name: `${namespace}/${name}` })}</p>
  );
}

/** What to do about a rule's finding; in the words of the table of verdicts for a rule that this release does not know. */
function useRemedy() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return ({ id, remedy }: Pick<VerdictRule, 'id' | 'remedy'>) =>
    Object.hasOwn(english.remedies, id)
      ? t(`applications.remedies.${id as keyof typeof english.remedies}`)
      : remedy;
}

/** The sources with the commits that they come from. */
function Sources({ cluster, app }: { cluster: ClusterRef; app: Application }) {
  const { sources, hydration } = app;
  const commits = useCommits(cluster, app, 'current', [
    ...sources,
    ...(hydration
      ? [
          {
            ...hydration.drySource,
            deployedRevision: hydration.hydratedRevision,
          },
        ]
      : []),
  ]);
  return (
    <>
      <ApplicationSources app={app} commits={commits} />
      <CommitProblems commits={commits} />
    </>
  );
}

function Details({ cluster, app }: { cluster: ClusterRef; app: Application }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const context = useVerdictContext();
  const now = useNow();
  const remedyOf = useRemedy();
  const problems = applicationProblems(app, context);
  const remedies = new Map(
    findings(app, context).map(({ rule }) => [rule.id, remedyOf(rule)]),
  );
  const resources = unhealthyResources(app);
  const health = assessedHealth(app, context);
  const { owner, images = [], externalUrls = [] } = app;
  return (
    <div className={styles.body}>
      <div className={styles.state}>
        <HealthChip health={health} />
        <SyncChip sync={app.sync} />
        <WebLink href={app.url}>
          {app.url && t('applications.drawer.argocd')}
        </WebLink>
      </div>
      <section>
        <h3 className={styles.heading}>{t('applications.drawer.problems')}</h3>
        {problems.length === 0 && (
          <p className={styles.note}>
            {health === 'Healthy' && app.sync === 'Synced'
              ? t('applications.drawer.well')
              : t('applications.drawer.unexplained')}
          </p>
        )}
        <ul className={styles.list}>
          {problems.map(({ severity, title, message, time, rule }, i) => (
            // Nothing else tells two of them apart, and they have no state but their length.
            <li key={i}>
              <SeverityIcon severity={severity} /> <strong>{title}</strong>{' '}
              <span className={styles.note}>
                <Age at={time} />
              </span>
              {message && (
                <div>
                  <LongText text={message} />
                </div>
              )}
              {rule && remedies.get(rule) && (
                <div className={styles.note}>
                  {t('applications.drawer.remedy')} {remedies.get(rule)}
                </div>
              )}
            </li>
          ))}
        </ul>
        {resources.length > 0 && (
          <ResourceProblems
            cluster={cluster}
            app={app}
            resources={resources}
            now={now}
          />
        )}
      </section>
      <section>
        <h3 className={styles.heading}>{t('applications.drawer.facts')}</h3>
        <Facts
          facts={[
            [t('applications.column.project'), app.project],
            [t('applications.drawer.namespace'), app.destinationNamespace],
            [
              t('applications.drawer.owner'),
              owner && `${owner.kind} ${owner.name}`,
            ],
            [
              t('applications.column.sources'),
              (app.sources.length > 0 || app.hydration) && (
                <Sources key="sources" cluster={cluster} app={app} />
              ),
            ],
            [
              t('applications.reading.images'),
              images.length > 0 && (
                <ul className={styles.list}>
                  {images.map(image => (
                    <li key={image}>{image}</li>
                  ))}
                </ul>
              ),
            ],
            [
              t('applications.drawer.operation'),
              app.operationPhase && (
                <>
                  {app.operationPhase} <Age at={app.operationTime} />
                  {app.operationMessage && (
                    <div>
                      <LongText text={app.operationMessage} />
                    </div>
                  )}
                </>
              ),
            ],
            [
              t('applications.column.compared'),
              app.reconciledAt ? (
                <Age at={app.reconciledAt} />
              ) : (
                t('common.time.never')
              ),
            ],
            [
              t('applications.drawer.conditions'),
              app.conditions?.map(c => c.type).join(', '),
            ],
            [
              t('applications.drawer.addresses'),
              externalUrls.length > 0 ? (
                <ul className={styles.list}>
                  {externalUrls.map(url => (
                    <li key={url}>
                      <WebLink href={url}>
                        {url.replace(/^https?:\/\//, '')}
                      </WebLink>
                    </li>
                  ))}
                </ul>
              ) : undefined,
            ],
          ]}
        />
      </section>
      <ApplicationReadingView cluster={cluster} app={app} />
    </div>
  );
}
