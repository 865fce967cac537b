import { type ReactNode, useCallback } from 'react';
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
import { Section } from '../../components/Section';
import { HealthChip, SyncChip } from '../../components/StatusChip';
import { WebLink } from '../../components/WebLink';
import { useLoad } from '../../hooks/useLoad';
import { workerClustersTranslationRef } from '../../translations';
import cluster from '../cluster.module.css';
import styles from './claim.module.css';
import { OpenRequests } from './OpenRequests';

/** Who brings the claim from Git to the management cluster. */
function SyncedBy(props: { cluster: WorkerClusterDetails }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { syncedBy, claimTracking, managementCluster, namespace, name } =
    props.cluster;
  let tracking: ReactNode;
  if (syncedBy) {
    tracking = (
      <>
        {syncedBy.name} <SyncChip sync={syncedBy.sync} />{' '}
        <HealthChip health={syncedBy.health} />
        {syncedBy.message && (
          <span className={cluster.message}>{syncedBy.message}</span>
        )}
      </>
    );
  } else if (claimTracking === 'none' || claimTracking === 'noArgoCd') {
    tracking = t(`claim.tracking.${claimTracking}`);
  }
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
        [t('claim.syncedBy'), tracking],
        [t('claim.revision'), syncedBy?.revision?.slice(0, 8)],
      ]}
    />
  );
}

function FileText({ claim }: { claim: ClaimDocument }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <>
      <div
        role="region"
        aria-label={t('claim.file', { path: claim.path })}
        className={styles.file}
        // It scrolls: the keyboard has to reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        <pre>{claim.text}</pre>
      </div>
      <CopyButton text={claim.text} label={claim.path} />
    </>
  );
}

/** The claim as it stands in Git, who applies it, and the pull requests that would change it. */
export function ClaimTab(props: { cluster: WorkerClusterDetails }) {
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
      <Section title={t('claim.inGit')}>
        {claimPath && (
          <p className={styles.path}>
            <WebLink href={claimUrl}>
              <span className={cluster.code}>{claimPath}</span>
            </WebLink>
          </p>
        )}
        {loading && <Skeleton style={{ height: 320 }} />}
        {error && (
          <ErrorPanel
            title={t('claim.failed')}
            error={error}
            retry={retry}
            instead={{
              notFound: {
                title: t('claim.missing'),
                description: explainError(error).message,
              },
            }}
          />
        )}
        {data && <FileText claim={data} />}
      </Section>
      <div className={cluster.column}>
        <Section title={t('claim.applied')}>
          {props.cluster.claimTracking === 'none' && (
            <Text as="p" color="secondary">
              {t('claim.byHand')}
            </Text>
          )}
          <SyncedBy cluster={props.cluster} />
        </Section>
        <OpenRequests cluster={props.cluster} />
      </div>
    </div>
  );
}
