import { useEffect, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { Button, SearchField, Select } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  FleetCounts,
  HEALTH_STATUSES,
  LIFECYCLE_PHASES,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { type Translate, workerClustersTranslationRef } from '../translations';
import styles from './fleet.module.css';
import type { FilterName, FleetFilter } from './useFleetFilter';

const LABELS: Record<FilterName, string> = {
  environment: 'Environment',
  region: 'Region',
  owner: 'Owner',
  phase: 'Phase',
  health: 'Worst health',
};

const shortOwner = (ref: string) => ref.replace(/^group:(default\/)?/, '');

/** What can be chosen: what occurs in the fleet, and what is chosen already. */
function optionsOf(t: Translate, name: FilterName, summary?: FleetCounts) {
  const keys = (counts?: object) => Object.keys(counts ?? {}).sort();
  switch (name) {
    case 'phase':
      return LIFECYCLE_PHASES.map(p => ({
        value: p,
        label: t(`common.phase.${p}`),
      }));
    case 'health':
      return HEALTH_STATUSES.map(h => ({ value: h, label: h }));
    case 'owner':
      return keys(summary?.byOwner).map(o => ({
        value: o,
        label: shortOwner(o),
      }));
    default:
      return keys(
        name === 'region' ? summary?.byRegion : summary?.byEnvironment,
      ).map(v => ({ value: v, label: v }));
  }
}

export function FleetFilters(props: {
  summary?: FleetCounts;
  filter: FleetFilter;
  active: boolean;
  update(changes: Partial<FleetFilter>): void;
  clear(): void;
}) {
  const { summary, filter, active, update, clear } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const [search, setSearch] = useState(filter.search);
  useEffect(() => setSearch(filter.search), [filter.search]);
  useDebounce(
    () => {
      if (search !== filter.search) update({ search });
    },
    250,
    [search],
  );
  return (
    <div className={styles.filters} role="search" aria-label="Filter the fleet">
      <SearchField
        label="Search"
        placeholder="Name, owner, environment, region"
        value={search}
        onChange={setSearch}
      />
      {(Object.keys(LABELS) as FilterName[]).map(name => (
        <Select
          key={name}
          label={LABELS[name]}
          placeholder="All"
          selectionMode="multiple"
          options={optionsOf(t, name, summary)}
          value={filter[name]}
          onChange={value =>
            update({ [name]: (value as string[]).map(String) })
          }
        />
      ))}
      <Button variant="tertiary" isDisabled={!active} onPress={clear}>
        Clear
      </Button>
    </div>
  );
}
