import { Fragment, type ReactNode } from 'react';
import { Link, Text } from '@backstage/ui';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type Application,
  applicationVersion,
  assessedHealth,
  showVersion,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { clusterState } from '../../components/clusterState';
import { ConnectionText } from '../../components/ConnectionNote';
import { explainError } from '../../components/explainError';
import { ScrollArea } from '../../components/ScrollArea';
import {
  Chip,
  ClusterStateChip,
  ClusterStateReason,
  HealthChip,
  SyncChip,
} from '../../components/StatusChip';
import { SupportNote } from '../../components/SupportNote';
import { shortOwner } from '../../format';
import { useFormat } from '../../hooks/useFormat';
import { useNow } from '../../hooks/useNow';
import { clusterRouteRef } from '../../routes';
import { workerClustersTranslationRef } from '../../translations';
import styles from './compare.module.css';
import {
  compareApplications,
  compareClaims,
  differs,
  UNKNOWN,
  type Value,
} from './compareRows';
import type { Compared, ComparedClaim } from './useCompared';

interface TableRow {
  key: string;
  label: string;
  /** What decides whether the clusters differ. */
  values: Value[];
  /** How it is shown; by default as the value itself. */
  cells?: ReactNode[];
}

/** Properties, claims and Applications of several clusters, one column each. */
export function CompareTable(props: {
  compared: Compared[];
  /** Undefined while they are read. */
  claims: ComparedClaim[] | undefined;
  onlyDifferences: boolean;
}) {
  const { compared, claims, onlyDifferences } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const now = useNow();
  const link = useRouteRef(clusterRouteRef);

  const muted = compared.map(
    ({ cluster, management }) =>
      cluster !== undefined &&
      clusterState(cluster, { t, now, management }).muted,
  );
  const fact = (
    key: string,
    label: string,
    valueOf: (c: NonNullable<Compared['cluster']>) => string | undefined,
    show?: (c: NonNullable<Compared['cluster']>, of: Compared) => ReactNode,
  ): TableRow => ({
    key,
    label,
    values: compared.map(({ cluster }) =>
      cluster ? valueOf(cluster) : UNKNOWN,
    ),
    ...(show && {
      cells: compared.map(of => of.cluster && show(of.cluster, of)),
    }),
  });
  const facts: TableRow[] = [
    fact(
      'state',
      t('compare.fact.state'),
      c => c.phase.phase,
      (cluster, { management }) => (
        <>
          <ClusterStateChip cluster={cluster} management={management} />
          <div className={styles.reason}>
            <ClusterStateReason cluster={cluster} management={management} />
          </div>
        </>
      ),
    ),
    fact(
      'connection',
      t('compare.fact.connection'),
      c => c.connection.status,
      c => <ConnectionText connection={c.connection} />,
    ),
    fact('environment', t('compare.fact.environment'), c => c.environment),
    fact('region', t('compare.fact.region'), c => c.region),
    fact('owner', t('compare.fact.owner'), c => c.owner && shortOwner(c.owner)),
    fact(
      'kubernetes',
      t('compare.fact.kubernetes'),
      c => showVersion(c.kubernetesVersion),
      c =>
        c.kubernetesVersion && (
          <>
            {showVersion(c.kubernetesVersion)}{' '}
            <SupportNote life={c.support?.kubernetes} now={now} />
          </>
        ),
    ),
    fact('requested', t('compare.fact.requested'), c =>
      showVersion(c.kubernetesVersionRequested),
    ),
    fact(
      'argocd',
      t('compare.fact.argocd'),
      c => showVersion(c.argocd?.version),
      c =>
        c.argocd?.version && (
          <>
            {showVersion(c.argocd.version)}{' '}
            <SupportNote life={c.support?.argocd} now={now} />
          </>
        ),
    ),
    fact('argocdKind', t('compare.fact.argocdKind'), ({ argocd }) =>
      argocd?.kind && argocd.kind !== 'unknown'
        ? t(`fleet.argocd.${argocd.kind}`)
        : undefined,
    ),
    fact('nodes', t('compare.fact.nodes'), ({ nodes }) =>
      nodes
        ? [
            nodes.size,
            [nodes.min, nodes.max].filter(n => n !== undefined).join('–'),
          ]
            .filter(Boolean)
            .join(', ')
        : undefined,
    ),
    fact('vpcCidr', t('compare.fact.vpcCidr'), c => c.vpcCidr),
    fact('expires', t('compare.fact.expires'), c =>
      c.expiresAt ? format.date(c.expiresAt) : undefined,
    ),
  ];
  const claimRows: TableRow[] = compareClaims(
    claims?.map(({ spec }) => spec) ?? [],
  ).map(({ path, values }) => ({ key: path, label: path, values }));

  const healthOf = (application: Application, { cluster }: Compared) =>
    assessedHealth(application, {
      now,
      connection: cluster?.connection,
      argocd: cluster?.argocd,
    });
  const applicationRows = compareApplications(
    compared.map(({ applications }) => applications),
  ).map(({ name, applications }, index): TableRow => {
    const shown = applications.map((application, column) => {
      const of = compared[column];
      return application && { application, health: healthOf(application, of) };
    });
    return {
      key: `${name}/${index}`,
      label: name,
      values: shown.map((cell, column) => {
        const { applications: known, truncated } = compared[column];
        if (!known || (!cell && truncated)) return UNKNOWN;
        if (!cell) return undefined;
        const { application, health } = cell;
        const version = applicationVersion(application)?.value;
        return JSON.stringify([version, health, application.sync]);
      }),
      cells: shown.map(
        cell =>
          cell && (
            <>
              <div className={styles.version}>
                {applicationVersion(cell.application)?.value ?? '–'}
              </div>
              <HealthChip health={cell.health} />{' '}
              <SyncChip sync={cell.application.sync} />
            </>
          ),
      ),
    };
  });

  const sections = [
    { id: 'cluster', rows: facts },
    { id: 'claim', rows: claimRows },
    { id: 'applications', rows: applicationRows },
  ] as const;
  const shownSections = sections.map(({ id, rows }) => ({
    id,
    rows: rows
      .map(row => ({ ...row, different: differs(row.values) }))
      .filter(
        row =>
          (row.different || !onlyDifferences) &&
          row.values.some(value => value !== undefined && value !== UNKNOWN),
      ),
  }));

  return (
    <>
      {compared.map(
        ({ ref, truncated, applications }) =>
          truncated && (
            <Text as="p" color="secondary" key={stringifyClusterRef(ref)}>
              {t('compare.truncated', {
                name: ref.name,
                number: format.number(applications?.length ?? 0),
              })}
            </Text>
          ),
      )}
      {claims?.map(
        ({ error }, index) =>
          error &&
          compared[index]?.cluster && (
            <Text as="p" color="secondary" key={index}>
              {t('compare.claimFailed', {
                name: compared[index].ref.name,
                reason: t(`common.error.${explainError(error).kind}`),
              })}
            </Text>
          ),
      )}
      <ScrollArea label={t('compare.title')}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('compare.row')}</th>
              {compared.map(({ ref, cluster, error }, column) => (
                <th scope="col" key={stringifyClusterRef(ref)}>
                  <Link href={link?.(ref)} weight="bold">
                    {ref.name}
                  </Link>
                  <div className={styles.quiet}>
                    {cluster
                      ? muted[column] && t('compare.lastKnown')
                      : error && t(`common.error.${explainError(error).kind}`)}
                  </div>
                </th>
              ))}
            </tr>
          </thead>
          {shownSections.map(
            ({ id, rows }) =>
              rows.length > 0 && (
                <tbody key={id}>
                  <tr>
                    <th
                      scope="rowgroup"
                      colSpan={compared.length + 1}
                      className={styles.section}
                    >
                      {t(`compare.section.${id}`)}
                    </th>
                  </tr>
                  {rows.map(({ key, label, values, cells, different }) => (
                    <tr key={key} data-different={different || undefined}>
                      <th scope="row">
                        {label}
                        {different && (
                          <div>
                            <Chip
                              look={['busy', 'information']}
                              text={t('compare.differs')}
                            />
                          </div>
                        )}
                      </th>
                      {values.map((value, column) => (
                        <td
                          key={stringifyClusterRef(compared[column].ref)}
                          className={muted[column] ? styles.muted : undefined}
                        >
                          <CompareCell value={value}>
                            {cells?.[column]}
                          </CompareCell>
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              ),
          )}
        </table>
      </ScrollArea>
      {onlyDifferences && shownSections.every(s => s.rows.length === 0) && (
        <Text as="p">{t('compare.same')}</Text>
      )}
    </>
  );
}

/** Characters of a value that are shown. */
const MAX_SHOWN = 200;

const shorten = (text: string) =>
  text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;

/** What one cluster has of a row. */
function CompareCell(props: { value: Value; children?: ReactNode }) {
  const { value, children } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  if (value === UNKNOWN) {
    return <Chip look={['quiet', 'question']} text={t('compare.unknown')} />;
  }
  if (value === undefined) {
    return <span className={styles.quiet}>{t('compare.nothing')}</span>;
  }
  return <Fragment>{children || shorten(value)}</Fragment>;
}
