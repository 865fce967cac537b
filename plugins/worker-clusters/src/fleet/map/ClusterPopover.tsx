import { useContext, useLayoutEffect, useRef, useState } from 'react';
import { RouterLink, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type ConnectionState,
  FINDING_SEVERITIES,
  showClusterVersion,
  showVersion,
  supportLife,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ConnectionText } from '../../components/ConnectionNote';
import { Facts } from '../../components/Facts';
import { HealthCounts } from '../../components/HealthCounts';
import {
  ClusterStateChip,
  ClusterStateReason,
  useClusterState,
} from '../../components/StatusChip';
import { SupportNote } from '../../components/SupportNote';
import { shortOwner } from '../../format';
import { useFormat } from '../../hooks/useFormat';
import { useNow } from '../../hooks/useNow';
import { workerClustersTranslationRef } from '../../translations';
import { SupportLifeContext } from '../SupportLifeContext';
import styles from './map.module.css';
import { placeDetails } from './placeDetails';

/** The details of a cluster, beside its tile: above it where there is room, which leaves the tiles that are read next free. */
export function ClusterPopover(props: {
  id: string;
  anchor: HTMLElement;
  cluster: WorkerCluster;
  management: ConnectionState | undefined;
  href: string | undefined;
}) {
  const { id, anchor, cluster, management, href } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const element = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number }>();
  const { muted } = useClusterState({ cluster, management });
  useLayoutEffect(() => {
    const { offsetWidth, offsetHeight, parentElement } = element.current!;
    setPlace(
      placeDetails({
        tile: anchor.getBoundingClientRect(),
        map: parentElement!.getBoundingClientRect(),
        details: { width: offsetWidth, height: offsetHeight },
      }),
    );
    anchor.setAttribute('aria-describedby', id);
    return () => anchor.removeAttribute('aria-describedby');
  }, [anchor, id, cluster]);
  const now = useNow();
  const life = supportLife('kubernetes', cluster.kubernetesVersion, {
    now,
    table: useContext(SupportLifeContext),
  });
  const { applications, findings, pending } = cluster;
  const outOfSync = applications.bySync.OutOfSync;
  return (
    <div
      id={id}
      ref={element}
      data-details
      className={styles.details}
      style={place ?? { visibility: 'hidden' }}
    >
      <div className={styles.detailsHead}>
        {/* No stop of its own for the tabulator: the tile is the same link. */}
        {href ? (
          <RouterLink href={href} tabIndex={-1}>
            {cluster.name}
          </RouterLink>
        ) : (
          cluster.name
        )}
        <span className={styles.quiet}>
          {[
            cluster.environment,
            cluster.region,
            cluster.owner && shortOwner(cluster.owner),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
      <ClusterStateChip cluster={cluster} management={management} />
      <p className={styles.reason}>
        <ClusterStateReason cluster={cluster} management={management} />
      </p>
      {muted && <p className={styles.quiet}>{t('fleet.map.lastKnownNote')}</p>}
      <div className={muted ? styles.muted : undefined}>
        <Facts
          facts={[
            [
              t('fleet.column.connection'),
              <ConnectionText connection={cluster.connection} />,
            ],
            [
              t('fleet.column.kubernetes'),
              <>
                {showClusterVersion(cluster)}{' '}
                <SupportNote life={life} now={now} />
              </>,
            ],
            [t('fleet.column.argocd'), showVersion(cluster.argocd?.version)],
            [
              t('fleet.column.applications'),
              <HealthCounts counts={applications} />,
            ],
            [
              t('fleet.column.outOfSync'),
              outOfSync > 0 && format.number(outOfSync),
            ],
            [
              t('fleet.column.findings'),
              findings &&
                FINDING_SEVERITIES.filter(s => findings[s] > 0)
                  .map(s => `${findings[s]} ${t(`common.severity.${s}`)}`)
                  .join(', '),
            ],
            [
              t('fleet.column.change'),
              pending &&
                `#${pending.number} ${t(`fleet.request.${pending.verb}`)}`,
            ],
          ]}
        />
      </div>
    </div>
  );
}
