import { memo, useCallback } from 'react';
import { Button, Skeleton, VisuallyHidden } from '@backstage/ui';
import {
  RouterLink,
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import type {
  Incident,
  IncidentKind,
  ListIncidentsResponse,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { Age } from '../components/Age';
import { Chip } from '../components/StatusChip';
import { useFormat } from '../hooks/useFormat';
import { useLiveQuery } from '../hooks/useLiveQuery';
import { clusterRouteRef, fleetRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import styles from './incidents.module.css';
import { brokenPromise, incidentTitle, isolationRuleOf } from './incidentTitle';

/** Clusters of an incident that are named. */
const NAMED = 3;

/** The filter of the fleet page by incidents. */
export interface IncidentFilter {
  /** Ids. */
  chosen: string[];
  onChange(ids: string[]): void;
}

function useShare() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  return (count: number, total: number) =>
    t('incidents.share', {
      some: format.number(count),
      total: format.number(total),
    });
}

/** The clusters that have an incident for the longest time, as links, and how many others there are. */
function Clusters({ incident }: { incident: Incident }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const clusterLink = useRouteRef(clusterRouteRef);
  const named = incident.clusters.slice(0, NAMED);
  const others = incident.count - named.length;
  return (
    <span className={styles.clusters}>
      {named.map((cluster, i) => (
        <span key={Object.values(cluster).join('/')}>
          {i > 0 && ', '}
          {clusterLink ? (
            <RouterLink href={clusterLink(cluster)}>{cluster.name}</RouterLink>
          ) : (
            cluster.name
          )}
        </span>
      ))}
      {others > 0 && ` ${t('incidents.others', { count: others })}`}
    </span>
  );
}

/** Filters the fleet page, or leads to it. */
function ShowClusters(props: {
  id: string;
  title: string;
  filter?: IncidentFilter;
}) {
  const { id, title, filter } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const fleetLink = useRouteRef(fleetRouteRef);
  if (!filter) {
    return fleetLink ? (
      <RouterLink
        href={`${fleetLink()}?incident=${encodeURIComponent(id)}`}
        aria-label={`${t('incidents.show')}: ${title}`}
      >
        {t('incidents.show')}
      </RouterLink>
    ) : null;
  }
  const chosen = filter.chosen.includes(id);
  const text = t(chosen ? 'incidents.unfilter' : 'incidents.filter');
  return (
    <Button
      size="small"
      variant={chosen ? 'primary' : 'secondary'}
      aria-label={`${text}: ${title}`}
      onPress={() =>
        filter.onChange(
          chosen
            ? filter.chosen.filter(other => other !== id)
            : [...filter.chosen, id],
        )
      }
    >
      {text}
    </Button>
  );
}

function IncidentItem(props: {
  incident: Incident;
  total: number;
  filter?: IncidentFilter;
}) {
  const { incident, total, filter } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const share = useShare();
  const title = incidentTitle(incident, t);
  return (
    <li className={styles.item}>
      <span className={styles.kind}>
        {t(`incidents.kind.${incident.kind}`)}
      </span>
      <strong className={styles.title}>{title}</strong>
      <span>{share(incident.count, total)}</span>
      <span className={styles.secondary}>
        {t('incidents.since', { age: <Age at={incident.firstSeen} /> })}
      </span>
      <Clusters incident={incident} />
      <ShowClusters id={incident.id} title={title} filter={filter} />
    </li>
  );
}

/** What the fleet is filtered by that is no incident (any more): it has to be seen to be removed. */
function Others({ ids, filter }: { ids: string[]; filter: IncidentFilter }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <>
      {ids.map(id => {
        const rule = isolationRuleOf(id);
        const title = rule ? brokenPromise(rule, t) : t('incidents.over');
        return (
          <li key={id} className={styles.item}>
            {rule && (
              <span className={styles.kind}>
                {t('incidents.kind.isolation')}
              </span>
            )}
            <span className={styles.title}>{title}</span>
            <ShowClusters id={id} title={title} filter={filter} />
          </li>
        );
      })}
    </>
  );
}

function IncidentList(props: {
  data: ListIncidentsResponse;
  kinds?: readonly IncidentKind[];
  filter?: IncidentFilter;
}) {
  const { data, kinds, filter } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const share = useShare();
  const items = data.items.filter(i => !kinds || kinds.includes(i.kind));
  const unlisted = kinds ? 0 : data.total - data.items.length;
  const known = new Set(items.map(i => i.id));
  const others = filter?.chosen.filter(id => !known.has(id)) ?? [];
  const [largest] = items;
  const list = (
    <ul className={styles.list}>
      {filter && <Others ids={others} filter={filter} />}
      {items.map(incident => (
        <IncidentItem
          key={incident.id}
          incident={incident}
          total={data.clusters}
          filter={filter}
        />
      ))}
      {unlisted > 0 && (
        <li className={styles.secondary}>
          {t('incidents.more', { count: unlisted })}
        </li>
      )}
    </ul>
  );
  if (!largest && others.length === 0) {
    return (
      <p className={styles.line}>
        <span className={styles.secondary}>{t('incidents.none')}</span>
      </p>
    );
  }
  // One incident is one line by itself.
  if (items.length + others.length < 2) return list;
  return (
    <details open={(filter?.chosen.length ?? 0) > 0 || undefined}>
      <summary className={styles.line}>
        <Chip
          look={['warn', 'exclamation']}
          text={t('incidents.count', { count: items.length + unlisted })}
        />
        {largest && (
          <span className={styles.secondary}>
            {t('incidents.largest', {
              title: incidentTitle(largest, t),
              share: share(largest.count, data.clusters),
            })}
          </span>
        )}
      </summary>
      {list}
    </details>
  );
}

interface IncidentsProps {
  kinds?: readonly IncidentKind[];
  filter?: IncidentFilter;
}

/**
 * The reasons that several clusters share: one line, of which the rest opens. It has that height while it loads and where there is
 * none, so that what is below stays where it is.
 *
 * @param kinds - only these; all if not given
 * @param filter - that of the fleet page; without it each incident leads to that page
 */
export const Incidents = memo((props: IncidentsProps) => {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const { data, error, loading, retry } = useLiveQuery(
    useCallback((signal: AbortSignal) => api.listIncidents({ signal }), [api]),
  );
  return (
    <section className={styles.incidents} aria-label={t('incidents.label')}>
      <VisuallyHidden role="status">
        {data && t('incidents.count', { count: data.total })}
      </VisuallyHidden>
      {loading && <Skeleton width="min(100%, 30rem)" height={28} />}
      {error && (
        <p className={styles.line}>
          <Chip
            look={['quiet', 'question']}
            text={t('incidents.failed')}
            wraps
          />
          <Button size="small" variant="secondary" onPress={retry}>
            {t('common.tryAgain')}
          </Button>
        </p>
      )}
      {data && (!error || data.items.length > 0) && (
        <IncidentList data={data} kinds={props.kinds} filter={props.filter} />
      )}
    </section>
  );
});
