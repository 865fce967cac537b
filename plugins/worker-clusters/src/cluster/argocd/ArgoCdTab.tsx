import { useCallback } from 'react';
import { Skeleton, Text } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type ArgoCdInstance,
  type ClusterRef,
  isHeard,
  type ReconciliationInterval,
  showVersion,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { Age } from '../../components/Age';
import { ConnectionText } from '../../components/ConnectionNote';
import { Facts } from '../../components/Facts';
import { Section } from '../../components/Section';
import { Chip, type Look } from '../../components/StatusChip';
import { WebLink } from '../../components/WebLink';
import { webLink } from '../../format';
import { useFormat } from '../../hooks/useFormat';
import { useLiveQuery } from '../../hooks/useLiveQuery';
import { useAtNow } from '../../hooks/useNow';
import { workerClustersTranslationRef } from '../../translations';
import { ArgoCdComponents } from './ArgoCdComponents';
import { ArgoCdReachView } from './ArgoCdReachView';
import { ArgoCdSupport } from './ArgoCdSupport';

const AVAILABILITY: Record<ArgoCdInstance['availability'], Look> = {
  available: ['good', 'check'],
  degraded: ['warn', 'exclamation'],
  unavailable: ['bad', 'cross'],
  unknown: ['quiet', 'question'],
};

const LAST_KNOWN: Look = ['quiet', 'question'];

/** How long ago the Application was compared that waits longest. */
function OldestComparison({ cluster }: { cluster: ClusterRef }) {
  const { managementCluster, namespace, name } = cluster;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const { data, error, loading } = useLiveQuery(
    useCallback(
      (signal: AbortSignal) =>
        api.listApplications(
          { managementCluster, namespace, name },
          { limit: 1 },
          { signal },
        ),
      [api, managementCluster, namespace, name],
    ),
  );
  if (error) return <>{t('argocd.oldestFailed')}</>;
  if (loading) return <Skeleton style={{ height: 20, width: 80 }} />;
  return data?.oldestReconciledAt ? (
    <Age at={data.oldestReconciledAt} />
  ) : (
    <>{t('argocd.oldestNone')}</>
  );
}

/** An interval as `argocd-cm` has it, in seconds. */
function useIntervalText() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  return ({ intervalSeconds, jitterSeconds }: ReconciliationInterval) => {
    if (intervalSeconds === 0) return t('argocd.interval.off');
    const seconds = format.number(intervalSeconds);
    return jitterSeconds > 0
      ? t('argocd.interval.jitter', {
          seconds,
          jitter: format.number(jitterSeconds),
        })
      : t('argocd.interval.every', { seconds });
  };
}

function Instance({
  cluster,
  argocd,
}: {
  cluster: WorkerClusterDetails;
  argocd: ArgoCdInstance;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const intervalText = useIntervalText();
  const { connection } = cluster;
  const heard = useAtNow(
    useCallback((now: number) => isHeard({ connection, now }), [connection]),
  );
  const { kind = 'helm', availability, otherNamespaces } = argocd;
  const word = t(`argocd.availability.${availability}`);
  const runs = kind !== 'none';
  return (
    <>
      <Facts
        facts={[
          [t('argocd.kind.label'), t(`argocd.kind.${kind}`)],
          [
            t('argocd.version'),
            runs && (
              <>
                {showVersion(argocd.version) ?? t('argocd.versionUnknown')}{' '}
                {webLink(argocd.url) && (
                  <WebLink href={argocd.url}>{t('argocd.link')}</WebLink>
                )}
              </>
            ),
          ],
          [
            t('argocd.support.label'),
            argocd.version && <ArgoCdSupport life={cluster.support?.argocd} />,
          ],
          [
            t('argocd.availability.label'),
            runs &&
              (heard ? (
                <Chip look={AVAILABILITY[availability]} text={word} />
              ) : (
                <>
                  <Chip look={LAST_KNOWN} text={word} />{' '}
                  <ConnectionText connection={connection} />
                </>
              )),
          ],
          [t('argocd.oldest'), runs && <OldestComparison cluster={cluster} />],
          [
            t('argocd.interval.label'),
            argocd.reconciliation && intervalText(argocd.reconciliation),
          ],
          [
            t('argocd.otherNamespaces'),
            otherNamespaces &&
              [
                otherNamespaces.patterns.join(', '),
                ...(otherNamespaces.readable ? [] : [t('argocd.notReadable')]),
              ].join(', '),
          ],
          [t('argocd.projects'), argocd.projects?.join(', ')],
          [
            t('argocd.repositories'),
            // Named below once they are known.
            cluster.argocdReach ? undefined : argocd.repositories?.toString(),
          ],
        ]}
      />
      {argocd.components.length > 0 && (
        <ArgoCdComponents components={argocd.components} heard={heard} />
      )}
    </>
  );
}

/** The cluster's own Argo CD: how it stands, and what its projects permit. */
export function ArgoCdTab({ cluster }: { cluster: WorkerClusterDetails }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { argocd, argocdReach } = cluster;
  return (
    <Section title={t('argocd.title')} note={t('argocd.note')}>
      {argocd ? (
        <Instance cluster={cluster} argocd={argocd} />
      ) : (
        <Text color="secondary">{t('common.state.neverHeard')}</Text>
      )}
      {argocdReach && <ArgoCdReachView reach={argocdReach} />}
    </Section>
  );
}
