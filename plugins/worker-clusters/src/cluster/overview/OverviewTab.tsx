import { Alert, Link } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type {
  PullRequestInfo,
  WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { connectionText } from '../../components/ConnectionNote';
import { Facts } from '../../components/Facts';
import { Section } from '../../components/Section';
import { SupportNote } from '../../components/SupportNote';
import { WebLink } from '../../components/WebLink';
import { formatAge, formatUntil, formatVersion } from '../../format';
import { useNow } from '../../hooks/useNow';
import { catalogEntityRouteRef } from '../../routes';
import styles from '../cluster.module.css';
import { Timeline } from './Timeline';

const STATES = {
  open: 'waits for review',
  merged: 'merged',
  closed: 'closed without a merge',
};

function PullRequestText({ cluster }: { cluster: WorkerClusterDetails }) {
  const { pullRequest } = cluster;
  if (!pullRequest) return null;
  return (
    <>
      <WebLink href={pullRequest.url}>
        Pull request #{pullRequest.number}
      </WebLink>{' '}
      {STATES[pullRequest.state]}
    </>
  );
}

/** The fields that a pull request changes, as far as the review queue has read it. */
function changesOf(
  { pending }: WorkerClusterDetails,
  { url }: PullRequestInfo,
): string | undefined {
  if (pending?.url !== url || pending.changes.length === 0) return undefined;
  return pending.changes
    .map(
      ({ label, before, after }) =>
        `${label}: ${before ?? 'not set'} → ${after ?? 'not set'}`,
    )
    .join(', ');
}

/** When the lifetime ends, in the reader's time zone. */
function Lifetime({ expiresAt, now }: { expiresAt: string; now: number }) {
  return (
    <>
      <time dateTime={expiresAt} title={expiresAt}>
        {new Date(expiresAt).toLocaleString(undefined, {
          dateStyle: 'medium',
          timeStyle: 'short',
        })}
      </time>{' '}
      ({formatUntil(expiresAt, now)})
    </>
  );
}

function About({
  cluster,
  now,
}: {
  cluster: WorkerClusterDetails;
  now: number;
}) {
  const entityLink = useRouteRef(catalogEntityRouteRef);
  const { nodes, entityRef } = cluster;
  return (
    <Section title="About">
      <Facts
        facts={[
          ['Environment', cluster.environment],
          ['Region', cluster.region],
          [
            'Owner',
            cluster.owner && (
              <EntityRefLink entityRef={cluster.owner} hideIcon />
            ),
          ],
          [
            'Kubernetes',
            <>
              {formatVersion(cluster)}{' '}
              <SupportNote life={cluster.support?.kubernetes} now={now} />
            </>,
          ],
          [
            'Nodes',
            nodes &&
              [
                nodes.size,
                nodes.min !== undefined &&
                  nodes.max !== undefined &&
                  `${nodes.min} to ${nodes.max}`,
              ]
                .filter(Boolean)
                .join(', '),
          ],
          [
            'Claim',
            cluster.claimPath && (
              <WebLink href={cluster.claimUrl}>
                <span className={styles.code}>{cluster.claimPath}</span>
              </WebLink>
            ),
          ],
          [
            'Pull request',
            cluster.pullRequest && <PullRequestText cluster={cluster} />,
          ],
          [
            'Catalog',
            entityRef && entityLink && (
              <Link
                href={entityLink({
                  kind: 'resource',
                  namespace: 'default',
                  name: cluster.name,
                })}
              >
                {cluster.name}
              </Link>
            ),
          ],
          [
            'API server',
            cluster.apiServer && (
              <span className={styles.code}>{cluster.apiServer}</span>
            ),
          ],
          ['Address range', cluster.vpcCidr],
          ['Connection', connectionText(cluster.connection, now)],
          ['Created', formatAge(cluster.createdAt, now)],
          [
            'Lifetime ends',
            cluster.expiresAt && (
              <Lifetime expiresAt={cluster.expiresAt} now={now} />
            ),
          ],
        ]}
      />
    </Section>
  );
}

/** Open changes, the way to healthy applications, and what the cluster is. */
export function OverviewTab({ cluster }: { cluster: WorkerClusterDetails }) {
  const now = useNow();
  const waiting = cluster.phase.phase === 'requested';
  return (
    <>
      {waiting && cluster.pullRequest && (
        <Alert
          icon
          status="info"
          title={<PullRequestText cluster={cluster} />}
          description="The platform team reviews it. Once it is merged the cluster is created."
        />
      )}
      {cluster.openChanges?.map(({ verb, pullRequest }) => (
        <Alert
          key={pullRequest.url}
          icon
          status="info"
          title={
            <>
              <WebLink href={pullRequest.url}>
                Pull request #{pullRequest.number}
              </WebLink>
              {verb === 'update' ? ' to change' : ' to remove'} this cluster
              waits for review
            </>
          }
          description={changesOf(cluster, pullRequest) ?? pullRequest.title}
        />
      ))}
      <div className={styles.grid}>
        <Section title="From request to applications">
          <Timeline
            stages={cluster.timeline}
            usualDurations={cluster.usualDurations}
            now={now}
          />
        </Section>
        <About cluster={cluster} now={now} />
      </div>
    </>
  );
}
