import { Link } from '@backstage/ui';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  showClusterVersion,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../../components/Age';
import { Facts } from '../../components/Facts';
import { MonthlyCost } from '../../components/MonthlyCost';
import { Section } from '../../components/Section';
import { SupportNote } from '../../components/SupportNote';
import { WebLink } from '../../components/WebLink';
import { useFormat } from '../../hooks/useFormat';
import { catalogEntityRouteRef } from '../../routes';
import { workerClustersTranslationRef } from '../../translations';
import { PullRequestText } from './OpenChanges';
import styles from './overview.module.css';

/** What the cluster is. `now` is in milliseconds. */
export function About({
  cluster,
  now,
}: {
  cluster: WorkerClusterDetails;
  now: number;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const entityLink = useRouteRef(catalogEntityRouteRef);
  const { nodes, entityRef, expiresAt, name } = cluster;
  const range =
    nodes?.min !== undefined && nodes.max !== undefined
      ? t('overview.about.nodeRange', {
          min: format.number(nodes.min),
          max: format.number(nodes.max),
        })
      : undefined;
  return (
    <Section title={t('overview.about.heading')}>
      <Facts
        facts={[
          [t('overview.about.environment'), cluster.environment],
          [t('overview.about.region'), cluster.region],
          [
            t('overview.about.owner'),
            cluster.owner && (
              <EntityRefLink entityRef={cluster.owner} hideIcon />
            ),
          ],
          [
            t('overview.about.kubernetes'),
            <>
              {showClusterVersion(cluster, t('overview.about.requested'))}{' '}
              <SupportNote life={cluster.support?.kubernetes} now={now} />
            </>,
          ],
          [
            t('overview.about.nodes'),
            nodes && [nodes.size, range].filter(Boolean).join(', '),
          ],
          [
            t('overview.about.cost'),
            cluster.cost && <MonthlyCost cost={cluster.cost} />,
          ],
          [
            t('overview.about.claim'),
            cluster.claimPath && (
              <WebLink href={cluster.claimUrl}>
                <span className={styles.code}>{cluster.claimPath}</span>
              </WebLink>
            ),
          ],
          [
            t('overview.about.pullRequest'),
            cluster.pullRequest && (
              <PullRequestText pullRequest={cluster.pullRequest} />
            ),
          ],
          [
            t('overview.about.catalog'),
            entityRef && entityLink && (
              <Link
                href={entityLink({
                  kind: 'resource',
                  namespace: 'default',
                  name,
                })}
              >
                {name}
              </Link>
            ),
          ],
          [
            t('overview.about.apiServer'),
            cluster.apiServer && (
              <span className={styles.code}>{cluster.apiServer}</span>
            ),
          ],
          [t('overview.about.addressRange'), cluster.vpcCidr],
          [
            t('overview.about.created'),
            cluster.createdAt && <Age at={cluster.createdAt} />,
          ],
          [
            t('overview.about.lifetime'),
            expiresAt && (
              <>
                {format.dateTime(expiresAt)} (<Age at={expiresAt} />)
              </>
            ),
          ],
        ]}
      />
    </Section>
  );
}
