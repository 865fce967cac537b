import type { ReactNode } from 'react';
import { ButtonIcon, Select, Text } from '@backstage/ui';
import { RiSortAsc, RiSortDesc, RiStackLine } from '@remixicon/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  CLUSTER_SORT_FIELDS,
  type ClusterSortField,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersTranslationRef } from '../translations';
import styles from './fleet.module.css';
import { type Grouping, GROUPINGS } from './groups';
import type { FleetFilter } from './useFleetFilter';

const NO_GROUP = 'none';

function GroupSelect(props: {
  group: Grouping | undefined;
  onChange(group: Grouping | undefined): void;
}) {
  const { group, onChange } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <Select
      className={styles.tool}
      aria-label={t('fleet.view.group')}
      icon={<RiStackLine aria-hidden />}
      options={[
        { value: NO_GROUP, label: t('fleet.view.noGroup') },
        ...GROUPINGS.map(value => ({
          value,
          label: t(`fleet.filter.${value}`),
        })),
      ]}
      value={group ?? NO_GROUP}
      onChange={value => onChange(GROUPINGS.find(g => g === value))}
    />
  );
}

function SortSelect(props: {
  sort: ClusterSortField;
  order: 'asc' | 'desc';
  update(changes: Partial<FleetFilter>): void;
}) {
  const { sort, order, update } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const descending = order === 'desc';
  return (
    <div className={styles.sort}>
      <Select
        className={styles.tool}
        aria-label={t('fleet.sort.label')}
        options={CLUSTER_SORT_FIELDS.map(value => ({
          value,
          label: t(`fleet.sort.${value}`),
        }))}
        value={sort}
        onChange={value =>
          update({ sort: CLUSTER_SORT_FIELDS.find(field => field === value) })
        }
      />
      <ButtonIcon
        size="small"
        variant="secondary"
        icon={descending ? <RiSortDesc /> : <RiSortAsc />}
        aria-label={t(
          descending ? 'fleet.sort.descending' : 'fleet.sort.ascending',
        )}
        onPress={() => update({ order: descending ? 'asc' : 'desc' })}
      />
    </div>
  );
}

/** How many clusters there are, and how they are shown. */
export function FleetToolbar(props: {
  /** The number of clusters, in words. */
  status: string;
  /** Whether the order of the clusters is the reader's: that of the map is its own. */
  sortable: boolean;
  filter: FleetFilter;
  update(changes: Partial<FleetFilter>): void;
  group: Grouping | undefined;
  onGroup(group: Grouping | undefined): void;
  /** More tools. */
  children?: ReactNode;
}) {
  const { status, sortable, filter, update, group, onGroup, children } = props;
  return (
    <div className={styles.toolbar}>
      <Text as="p" color="secondary" aria-live="polite">
        {status}
      </Text>
      <div className={styles.tools}>
        {children}
        <GroupSelect group={group} onChange={onGroup} />
        {sortable && (
          <SortSelect sort={filter.sort} order={filter.order} update={update} />
        )}
      </div>
    </div>
  );
}
