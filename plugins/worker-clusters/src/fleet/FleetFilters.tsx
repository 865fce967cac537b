import { memo } from 'react';
import { Button, SearchField, Select } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { FleetCounts } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { shortOwner } from '../format';
import { useTyped } from '../hooks/useTyped';
import { workerClustersTranslationRef } from '../translations';
import styles from './fleet.module.css';
import type { FilterName, FleetFilter } from './useFleetFilter';

/** What is chosen from lists, and where the fleet says what there is. States are chosen in the summary. */
const COUNTS = {
  environment: 'byEnvironment',
  region: 'byRegion',
  owner: 'byOwner',
  managementCluster: 'byManagementCluster',
  kubernetesVersion: 'byKubernetesVersion',
} as const satisfies Partial<Record<FilterName, keyof FleetCounts>>;

type ListName = keyof typeof COUNTS;

const LISTS = Object.keys(COUNTS) as ListName[];

/** What can be chosen: what occurs in the fleet, and what is chosen already. Versions by number, the newest first. */
function optionsOf(name: ListName, chosen: string[], summary?: FleetCounts) {
  const values = new Set([
    ...Object.keys(summary?.[COUNTS[name]] ?? {}),
    ...chosen,
  ]);
  const version = name === 'kubernetesVersion';
  return [...values]
    .sort((a, b) =>
      version
        ? b.localeCompare(a, 'en', { numeric: true })
        : a.localeCompare(b),
    )
    .map(value => ({
      value,
      label: name === 'owner' ? shortOwner(value) : value,
    }));
}

/** A field of its own: a key renders no list. */
function Search(props: { value: string; onChange(text: string): void }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const [search, setSearch] = useTyped(props.value, props.onChange);
  return (
    <SearchField
      aria-label={t('fleet.filter.search')}
      placeholder={t('fleet.filter.searchIn')}
      value={search}
      onChange={setSearch}
    />
  );
}

interface FleetFiltersProps {
  summary?: FleetCounts;
  filter: FleetFilter;
  active: boolean;
  update(changes: Partial<FleetFilter>): void;
  clear(): void;
}

/** What is searched, and lists to choose from. */
export const FleetFilters = memo((props: FleetFiltersProps) => {
  const { summary, filter, active, update, clear } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <div
      className={styles.filters}
      role="search"
      aria-label={t('fleet.filter.label')}
    >
      <Search value={filter.search} onChange={search => update({ search })} />
      <div className={styles.lists}>
        {LISTS.map(name => {
          const options = optionsOf(name, filter[name], summary);
          // Most portals have one, which says nothing.
          if (name === 'managementCluster' && options.length < 2) return null;
          return (
            <Select
              key={name}
              aria-label={t(`fleet.filter.${name}`)}
              placeholder={t(`fleet.filter.${name}`)}
              selectionMode="multiple"
              options={options}
              value={filter[name]}
              onChange={value =>
                update({ [name]: (value as string[]).map(String) })
              }
            />
          );
        })}
      </div>
      <Button variant="tertiary" isDisabled={!active} onPress={clear}>
        {t('fleet.filter.clear')}
      </Button>
    </div>
  );
});
