import { useCallback } from 'react';
import { Skeleton, Text } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ClaimDocument,
  WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { CopyButton } from '../../components/CopyButton';
import { ErrorPanel } from '../../components/ErrorPanel';
import { explainError } from '../../components/explainError';
import { Facts } from '../../components/Facts';
import { MonthlyCost } from '../../components/MonthlyCost';
import { ScrollArea } from '../../components/ScrollArea';
import { Section } from '../../components/Section';
import { WebLink } from '../../components/WebLink';
import { useLoad } from '../../hooks/useLoad';
import { workerClustersTranslationRef } from '../../translations';
import { messageTextOf } from '../../translations/messageText';
import cluster from '../cluster.module.css';
import { SyncedBy } from '../SyncedBy';
import styles from './claim.module.css';
import { LiveDifference } from './LiveDifference';
import { OpenRequests } from './OpenRequests';

/** Who brings the claim from Git to the management cluster. */
function Applied(props: { cluster: WorkerClusterDetails }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { syncedBy, claimTracking, managementCluster, namespace, name, cost } =
    props.cluster;
  const untracked = claimTracking === 'argocd' ? undefined : claimTracking;
  return (
    <Facts
      facts={[
        [t('claim.managementCluster'), managementCluster],
        [
          t('claim.claim'),
          <span className={cluster.code}>
            {namespace}/{name}
          </span>,
        ],
        [
          t('claim.syncedBy'),
          syncedBy ? (
            <SyncedBy syncedBy={syncedBy} />
          ) : (
            untracked && t(`claim.tracking.${untracked}`)
          ),
        ],
        [t('claim.revision'), syncedBy?.revision?.slice(0, 8)],
        [t('overview.about.cost'), cost && <MonthlyCost cost={cost} />],
      ]}
    />
  );
}

function FileText({ claim }: { claim: ClaimDocument }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <>
      <ScrollArea
        label={t('claim.file', { path: claim.path })}
        className={styles.file}
      >
        <pre>{claim.text}</pre>
      </ScrollArea>
      <CopyButton text={claim.text} label={claim.path} />
    </>
  );
}

/** The claim as it stands in Git, who applies it, and the pull requests that would change it. */
export function ClaimTab(props: { cluster: WorkerClusterDetails }) {
  // Before its pull request is merged there is nothing but the pull request.
  return props.cluster.phase.phase === 'requested' ? (
    <OpenRequests cluster={props.cluster} />
  ) : (
    <MergedClaim cluster={props.cluster} />
  );
}

function MergedClaim(props: { cluster: WorkerClusterDetails }) {
  const { managementCluster, namespace, name, claimUrl, claimPath } =
    props.cluster;
  const api = useApi(workerClustersApiRef);
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { data, error, loading, retry } = useLoad(
    useCallback(
      (signal: AbortSignal) =>
        api.getClaim({ managementCluster, namespace, name }, { signal }),
      [api, managementCluster, namespace, name],
    ),
  );
  return (
    <div className={cluster.grid}>
      <div className={cluster.column}>
        {data && <LiveDifference cluster={props.cluster} />}
        <Section title={t('claim.inGit')}>
          {claimPath && (
            <p className={styles.path}>
              <WebLink href={claimUrl}>
                <span className={cluster.code}>{claimPath}</span>
              </WebLink>
            </p>
          )}
          {loading && <Skeleton width="100%" height="320px" />}
          {error && (
            <ErrorPanel
              title={t('claim.failed')}
              error={error}
              retry={retry}
              notFound={{
                title: t('claim.missing'),
                description: messageTextOf(t, explainError(error)),
              }}
            />
          )}
          {data && <FileText claim={data} />}
        </Section>
      </div>
      <div className={cluster.column}>
        <Section title={t('claim.applied')}>
          {props.cluster.claimTracking === 'none' && (
            <Text as="p" color="secondary">
              {t('claim.byHand')}
            </Text>
          )}
          <Applied cluster={props.cluster} />
        </Section>
        <OpenRequests cluster={props.cluster} />
      </div>
    </div>
  );
}
