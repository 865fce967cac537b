import { ReactNode } from 'react';
import { Alert, Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  ArgoCdInstance,
  ArgoCdKind,
  isComparing,
  PullRequestInfo,
  WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { connectionWord } from '../components/ConnectionNote';
import { Facts } from '../components/Facts';
import { HealthCounts } from '../components/HealthCounts';
import { ManagementViewNote } from '../components/ManagementViewNote';
import { Section } from '../components/Section';
import { SupportNote } from '../components/SupportNote';
import {
  ClusterPhaseChip,
  HealthChip,
  PhaseChip,
  SyncChip,
} from '../components/StatusChip';
import { WebLink } from '../components/WebLink';
import {
  formatAge,
  formatDuration,
  formatUntil,
  formatVersion,
} from '../format';
import { useNow } from '../hooks/useNow';
import { ClusterRequestActions } from '../requests';
import { catalogEntityRouteRef } from '../routes';
import { ApplicationList } from './ApplicationList';
import styles from './cluster.module.css';
import { IsolationSection } from './IsolationSection';
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

/** Connection to the worker, with the age of what is shown. */
function connectionText(cluster: WorkerClusterDetails, now: number): string {
  const { connection } = cluster;
  const age = formatAge(connection.lastSeen, now);
  const word = connectionWord(connection);
  return age && connection.status !== 'live'
    ? `${word}, last seen ${age}`
    : word;
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
          ['Connection', connectionText(cluster, now)],
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

/** Why no Application syncs the claim. */
const NOT_SYNCED: Partial<
  Record<NonNullable<WorkerClusterDetails['claimTracking']>, string>
> = {
  none: 'Nothing: the claim was applied by hand',
  noArgoCd: 'Argo CD is not installed in the management cluster',
};

function Infrastructure({ cluster }: { cluster: WorkerClusterDetails }) {
  const { syncedBy, claimTracking, blocking } = cluster;
  const { notices = [], unread = [] } = cluster;
  return (
    <Section
      title="Infrastructure"
      note="In the management cluster: the claim from Git, provisioned by Crossplane."
    >
      <Facts
        facts={[
          ['Management cluster', cluster.managementCluster],
          [
            'Claim',
            <span className={styles.code}>
              {cluster.namespace}/{cluster.name}
            </span>,
          ],
          [
            'Synced by',
            syncedBy ? (
              <>
                {syncedBy.name} <SyncChip sync={syncedBy.sync} />{' '}
                <HealthChip health={syncedBy.health} />
                {syncedBy.message && (
                  <span className={styles.message}>{syncedBy.message}</span>
                )}
              </>
            ) : (
              claimTracking && NOT_SYNCED[claimTracking]
            ),
          ],
        ]}
      />
      <div className={styles.alerts}>
        {claimTracking === 'none' && (
          <Alert
            icon
            status="warning"
            title="Not managed from Git"
            description="No Application of the management Argo CD tracks this claim: it was applied by hand. A pull request neither changes nor removes this cluster until the claim is in the GitOps repository."
          />
        )}
        {notices.map(notice => (
          <Alert
            key={notice.reason}
            icon
            status="warning"
            title={`Crossplane: ${notice.reason}`}
            description={notice.message}
          />
        ))}
        {unread.length > 0 && (
          <Alert
            icon
            status="warning"
            title={`Not read: ${unread.map(u => u.kind).join(', ')}`}
            description={
              <>
                The timeline and the list below lack these resources.
                <ul className={styles.plainList}>
                  {unread.map(u => (
                    <li key={`${u.apiVersion}/${u.kind}`}>{u.message}</li>
                  ))}
                </ul>
              </>
            }
          />
        )}
      </div>
      {blocking.length > 0 && (
        <>
          <Text as="h3" weight="bold">
            Not ready
          </Text>
          <div className={styles.scroll}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Resource</th>
                  <th scope="col">Kind</th>
                  <th scope="col">Message</th>
                </tr>
              </thead>
              <tbody>
                {blocking.map(r => (
                  <tr key={`${r.apiVersion}/${r.kind}/${r.name}`}>
                    <th scope="row">{r.compositionResourceName ?? r.name}</th>
                    <td>{r.kind}</td>
                    <td>{r.message}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Section>
  );
}

/** What runs the Applications, in the words of whoever runs it. */
const ARGOCD_KIND_TEXTS: Record<ArgoCdKind, string> = {
  helm: '',
  managed: 'EKS Capability for Argo CD',
  agent: 'argocd-agent',
  none: 'Not installed',
  unknown:
    'Not known: Applications are served, and no workload of Argo CD runs',
};

function argocdText({ kind = 'helm', version }: ArgoCdInstance): string {
  const text = ARGOCD_KIND_TEXTS[kind];
  if (kind === 'helm') return version ?? 'version unknown';
  return version ? `${text} ${version}` : text;
}

function Applications(props: { cluster: WorkerClusterDetails; now: number }) {
  const { cluster, now } = props;
  const { argocd, connection } = cluster;
  const troubled = !['live', 'unknown', 'connecting'].includes(
    connection.status,
  );
  return (
    <Section
      title="Applications"
      note="In the worker cluster: its own Argo CD deploys the applications of this cluster, and reaches no other."
    >
      {troubled && (
        <Alert
          icon
          status="warning"
          title={`${connectionText(
            cluster,
            now,
          )}. What you see is the last known state.`}
          description={connection.message}
        />
      )}
      {argocd && !isComparing(argocd) && (
        <Alert
          icon
          status="warning"
          title="The application controller does not run"
          description="Health and sync status are as it left them. Start the application controller of the cluster's Argo CD."
        />
      )}
      {argocd?.otherNamespaces?.readable === false && (
        <Alert
          icon
          status="warning"
          title="Applications in other namespaces are not read"
          description={`Argo CD also looks after Applications in ${argocd.otherNamespaces.patterns.join(
            ', ',
          )}. The portal's identity in the cluster lacks get, list and watch on applications (argoproj.io) in all namespaces.`}
        />
      )}
      <Facts
        facts={[
          [
            'Argo CD',
            argocd && (
              <>
                <WebLink href={argocd.url}>{argocdText(argocd)}</WebLink>{' '}
                <SupportNote life={cluster.support?.argocd} now={now} />
              </>
            ),
          ],
          [
            'Components',
            argocd?.components.length
              ? argocd.components
                  .map(c =>
                    c.desired === 0
                      ? `${c.name} off`
                      : `${c.name} ${c.ready}/${c.desired}`,
                  )
                  .join(', ')
              : undefined,
          ],
          ['Health', <HealthCounts counts={cluster.applications} />],
          [
            'Root Application',
            cluster.managementView && (
              <ManagementViewNote cluster={cluster} now={now} />
            ),
          ],
          ['Projects', argocd?.projects?.join(', ')],
          ['Repositories', argocd?.repositories?.toString()],
        ]}
      />
      <ApplicationList cluster={cluster} />
    </Section>
  );
}

function History({
  cluster,
  now,
}: {
  cluster: WorkerClusterDetails;
  now: number;
}) {
  return (
    <Section title="History">
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Phase</th>
              <th scope="col">Began</th>
              <th scope="col">Lasted</th>
            </tr>
          </thead>
          <tbody>
            {cluster.transitions.map(t => (
              <tr key={`${t.phase}${t.since}`}>
                <th scope="row">
                  <PhaseChip phase={t.phase} />
                </th>
                <td title={t.since}>{formatAge(t.since, now)}</td>
                <td>
                  {t.until
                    ? formatDuration(Date.parse(t.until) - Date.parse(t.since))
                    : 'until now'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** Everything about one cluster; `heading` is left out where the page around it has one. */
export function ClusterView(props: {
  cluster: WorkerClusterDetails;
  heading?: ReactNode;
}) {
  const { cluster } = props;
  const now = useNow();
  const { phase } = cluster;
  const waiting = phase.phase === 'requested';
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        {props.heading}
        <ClusterPhaseChip cluster={cluster} />
        <Text color="secondary">
          {phase.message} ({formatAge(phase.since, now)})
        </Text>
        <div className={styles.actions}>
          <ClusterRequestActions cluster={cluster} />
        </div>
      </div>
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
        <div className={styles.column}>
          <Section title="From request to applications">
            <Timeline
              stages={cluster.timeline}
              usualDurations={cluster.usualDurations}
              now={now}
            />
          </Section>
          {!waiting && <Infrastructure cluster={cluster} />}
          {!waiting && <Applications cluster={cluster} now={now} />}
          {!waiting && <IsolationSection cluster={cluster} now={now} />}
        </div>
        <div className={styles.column}>
          <About cluster={cluster} now={now} />
          <History cluster={cluster} now={now} />
        </div>
      </div>
    </div>
  );
}
