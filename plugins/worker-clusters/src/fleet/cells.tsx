import { memo, type ReactNode, useCallback, useContext } from 'react';
import { VisuallyHidden } from '@backstage/ui';
import {
  type ApplicationCounts,
  FINDING_SEVERITIES,
  type FindingSeverity,
  type ManagementView,
  showClusterVersion,
  showVersion,
  stringifyClusterRef,
  type SupportedProduct,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../components/Age';
import { HealthBar } from '../components/HealthCounts';
import { useGoneNote } from '../components/PendingChanges';
import {
  Chip,
  ClusterStateChip,
  ClusterStateReason,
  HealthChip,
  ConnectionChip,
  type Look,
  LOOKS,
  StateIcon,
  toneClass,
  useClusterState,
} from '../components/StatusChip';
import { describeHealth, healthParts, shortOwner, webLink } from '../format';
import { useFormat } from '../hooks/useFormat';
import { useAtNow } from '../hooks/useNow';
import { CellLink } from '../grid/CellLink';
import { messageTextOf } from '../translations/messageText';
import { useTexts } from '../translations/Texts';
import styles from './fleet.module.css';
import { useFleetContext } from './FleetContext';
import { SupportLifeContext } from './SupportLifeContext';
import { type VersionNote, versionNote } from './versionNote';

/** What a cell of the fleet gets. */
export interface CellProps {
  cluster: WorkerCluster;
  /** Of the link that takes the focus of its cell. */
  tabIndex?: 0 | -1;
}

/** Two lines of a row, each cut where the column ends; all of it in a tooltip. */
function Lines(props: {
  first: ReactNode;
  second?: ReactNode;
  title?: string;
  muted?: boolean;
}) {
  const { first, second, title, muted } = props;
  return (
    <div className={muted ? styles.muted : styles.lines} title={title}>
      <div className={styles.line}>{first}</div>
      {second && <div className={styles.second}>{second}</div>}
    </div>
  );
}

const useStateOf = (cluster: WorkerCluster) =>
  useClusterState({
    cluster,
    management: useFleetContext().management.get(cluster.managementCluster),
  });

export const NameContent = memo(({ cluster, tabIndex }: CellProps) => {
  const { clusterLink } = useFleetContext();
  const { managementCluster, namespace, name } = cluster;
  const gone = useGoneNote(stringifyClusterRef(cluster));
  return (
    <Lines
      title={`${namespace}/${name}`}
      first={
        <CellLink
          className={styles.name}
          tabIndex={tabIndex}
          href={clusterLink?.({ managementCluster, namespace, name })}
        >
          {name}
        </CellLink>
      }
      second={gone ?? (cluster.owner && shortOwner(cluster.owner))}
    />
  );
});

export const PlaceContent = memo(({ cluster }: CellProps) => {
  return <Lines first={cluster.environment ?? '–'} second={cluster.region} />;
});

export const TextContent = ({ text }: { text: string | undefined }) => (
  <Lines first={text ?? '–'} title={text} />
);

export const RegionContent = memo(({ cluster }: CellProps) => (
  <Lines first={cluster.region ?? '–'} title={cluster.region} />
));

export const OwnerContent = memo(({ cluster: { owner } }: CellProps) => (
  <Lines first={owner ? shortOwner(owner) : '–'} title={owner} />
));

export const ManagementClusterContent = memo(({ cluster }: CellProps) => (
  <Lines first={cluster.managementCluster} title={cluster.managementCluster} />
));

/** A time as its distance from now; in full in a tooltip. */
function Time({ at }: { at: string | undefined }) {
  return <Lines first={at ? <Age at={at} /> : '–'} />;
}

export const CreatedContent = memo(({ cluster }: CellProps) => (
  <Time at={cluster.createdAt} />
));

export const ExpiresContent = memo(({ cluster }: CellProps) => (
  <Time at={cluster.expiresAt} />
));

export const StateContent = memo(({ cluster }: CellProps) => {
  const { t } = useTexts();
  const management = useFleetContext().management.get(
    cluster.managementCluster,
  );
  const { label, reason, muted } = useStateOf(cluster);
  // A phase and the health of Applications are of different things: said where both are seen.
  const apart = cluster.phase.phase === 'ready' && reason && !muted;
  return (
    <Lines
      muted={muted}
      title={
        apart
          ? t('fleet.state.apart', { reason })
          : [label, reason].filter(Boolean).join(': ')
      }
      first={<ClusterStateChip cluster={cluster} management={management} />}
      second={
        reason && (
          <ClusterStateReason cluster={cluster} management={management} />
        )
      }
    />
  );
});

export const ConnectionContent = memo(
  ({ cluster: { connection } }: CellProps) => {
    const { t } = useTexts();
    const { status, lastSeen } = connection;
    return (
      <Lines
        title={[t(`common.connection.${status}`), messageTextOf(t, connection)]
          .filter(Boolean)
          .join(': ')}
        first={<ConnectionChip status={status} />}
        second={
          lastSeen &&
          status !== 'live' &&
          t('fleet.lastSeen', { age: <Age at={lastSeen} /> })
        }
      />
    );
  },
);

/** What is to be said of the support of a version, renewed when that changes. */
function useVersionNote(
  product: SupportedProduct,
  version: string | undefined,
): VersionNote | undefined {
  const table = useContext(SupportLifeContext);
  const note = useAtNow(
    useCallback(
      (now: number) =>
        JSON.stringify(versionNote(product, version, { now, table })),
      [product, version, table],
    ),
  );
  return note === undefined ? undefined : JSON.parse(note);
}

function Support(props: { product: SupportedProduct; note: VersionNote }) {
  const { product, note } = props;
  const { support, newer, source } = note;
  const { t } = useTexts();
  const format = useFormat();
  const available =
    newer !== undefined && t('common.support.available', { version: newer });
  if (!support) return <span title={source}>{available}</span>;
  const { state, at } = support;
  return (
    <span
      className={toneClass('warn')}
      title={[`${format.date(at)} (${source})`, available]
        .filter(Boolean)
        .join(', ')}
    >
      {t(
        // Argo CD has no extended support: its end is the end.
        product === 'argocd' && state === 'ending'
          ? 'fleet.support.endOfLife'
          : `fleet.support.${state}`,
        { when: <Age at={at} /> },
      )}
    </span>
  );
}

export const KubernetesContent = memo(({ cluster }: CellProps) => {
  const { t } = useTexts();
  const { kubernetesVersion, kubernetesVersionRequested } = cluster;
  const note = useVersionNote('kubernetes', kubernetesVersion);
  const { muted } = useStateOf(cluster);
  return (
    <Lines
      muted={muted}
      first={
        kubernetesVersion
          ? showClusterVersion(cluster)
          : showVersion(kubernetesVersionRequested) ?? '–'
      }
      second={
        kubernetesVersion
          ? note && <Support product="kubernetes" note={note} />
          : kubernetesVersionRequested && t('fleet.requested')
      }
    />
  );
});

export const ArgoCdContent = memo(({ cluster }: CellProps) => {
  const { t } = useTexts();
  const { muted } = useStateOf(cluster);
  const { argocd } = cluster;
  const version = showVersion(argocd?.version);
  const note = useVersionNote('argocd', version);
  if (!argocd) return <Lines first="–" />;
  const { kind = 'unknown', availability } = argocd;
  const url = webLink(argocd.url);
  const down = availability === 'degraded' || availability === 'unavailable';
  return (
    <Lines
      muted={muted}
      title={[
        version,
        note?.newer && t('common.support.available', { version: note.newer }),
      ]
        .filter(Boolean)
        .join(', ')}
      first={
        url ? (
          <CellLink
            href={url}
            external
            label={
              version
                ? t('fleet.argocd.linkVersion', { name: cluster.name, version })
                : t('fleet.argocd.link', { name: cluster.name })
            }
          >
            {version ?? t('fleet.argocd.open')}
          </CellLink>
        ) : (
          version ?? '–'
        )
      }
      second={
        (down && (
          <span
            className={toneClass(availability === 'degraded' ? 'warn' : 'bad')}
          >
            {t(`fleet.argocd.${availability}`)}
          </span>
        )) ||
        (note?.support && <Support product="argocd" note={note} />) ||
        (kind !== 'unknown' && t(`fleet.argocd.${kind}`))
      }
    />
  );
});

/**
 * The applications of a cluster that the portal does not hear, as the management cluster saw them last. A second source is
 * never green, however recent it is.
 */
function SecondSource({ view }: { view: ManagementView }) {
  const { t } = useTexts();
  const { health, sync, observedAt } = view;
  const good = health === 'Healthy';
  return (
    <Lines
      muted
      title={t('fleet.secondSource.title', { health, sync })}
      first={
        good ? (
          <Chip look={['quiet', 'question']} text={health} />
        ) : (
          <HealthChip health={health} />
        )
      }
      second={
        observedAt ? (
          <>
            <span aria-hidden>
              <StateIcon shape={LOOKS.sync[sync][1]} />
              <Age at={observedAt} />
            </span>
            <VisuallyHidden>
              {t('fleet.secondSource.seen', {
                sync,
                age: <Age at={observedAt} />,
              })}
            </VisuallyHidden>
          </>
        ) : (
          sync
        )
      }
    />
  );
}

/** The numbers of what looks alike, the worst first. */
function numbersByLook(parts: ReturnType<typeof healthParts>) {
  const numbers = new Map<string, { look: Look; number: number }>();
  for (const [health, number] of [...parts].reverse()) {
    const look = LOOKS.health[health];
    const before = numbers.get(look.join())?.number ?? 0;
    numbers.set(look.join(), { look, number: before + number });
  }
  return [...numbers.values()];
}

/** Applications by health: in words if all are alike, else as symbols, of which those that do not fit are left out, the best first. */
function HealthNumbers({ counts }: { counts: ApplicationCounts }) {
  const format = useFormat();
  const parts = healthParts(counts);
  if (parts.length < 2) {
    return <>{parts.map(([health, number]) => `${number} ${health}`)}</>;
  }
  return (
    <>
      <div aria-hidden className={styles.numbers}>
        {numbersByLook(parts).map(({ look, number }) => (
          <Chip key={look.join()} look={look} text={format.number(number)} />
        ))}
      </div>
      <VisuallyHidden>{describeHealth(counts)}</VisuallyHidden>
    </>
  );
}

export const ApplicationsContent = memo(({ cluster }: CellProps) => {
  const { muted } = useStateOf(cluster);
  const { applications, managementView } = cluster;
  if (managementView) return <SecondSource view={managementView} />;
  if (applications.total === 0) return <Lines first="–" />;
  return (
    <Lines
      muted={muted}
      title={describeHealth(applications)}
      first={<HealthBar counts={applications} />}
      second={<HealthNumbers counts={applications} />}
    />
  );
});

export const OutOfSyncContent = memo(({ cluster }: CellProps) => {
  const format = useFormat();
  const { muted } = useStateOf(cluster);
  const { total, bySync } = cluster.applications;
  const number = bySync.OutOfSync;
  return (
    <Lines
      muted={muted}
      first={
        total === 0 ? (
          '–'
        ) : (
          <span
            className={number > 0 && !muted ? toneClass('warn') : undefined}
          >
            {format.number(number)}
          </span>
        )
      }
    />
  );
});

export const FindingsContent = memo(({ cluster }: CellProps) => {
  const { t } = useTexts();
  const format = useFormat();
  const found = FINDING_SEVERITIES.flatMap(severity => {
    const number = cluster.findings?.[severity] ?? 0;
    return number > 0 ? [{ severity, number }] : [];
  });
  if (found.length === 0) return <Lines first="–" />;
  const [worst] = found;
  const word = (severity: FindingSeverity) => t(`common.severity.${severity}`);
  return (
    <Lines
      title={found.map(f => `${f.number} ${word(f.severity)}`).join(', ')}
      first={
        <Chip
          look={LOOKS.findings[worst.severity]}
          text={format.number(worst.number)}
        />
      }
      second={word(worst.severity)}
    />
  );
});

export const ChangeContent = memo(({ cluster }: CellProps) => {
  const { t } = useTexts();
  const { pending } = cluster;
  const { requestLink } = useFleetContext();
  if (!pending) return <Lines first="–" />;
  const url = webLink(pending.url);
  return (
    <Lines
      first={
        <CellLink
          href={requestLink?.({ number: String(pending.number) }) ?? url}
          external={!requestLink}
        >
          #{pending.number}
        </CellLink>
      }
      second={
        pending.allowed ? (
          t(`fleet.request.${pending.verb}`)
        ) : (
          <span className={toneClass('bad')}>{t('fleet.refused')}</span>
        )
      }
    />
  );
});
