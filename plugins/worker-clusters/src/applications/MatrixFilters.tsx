import { useCallback } from 'react';
import {
  SearchField,
  Select,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  MATRIX_ROW_FILTERS,
  type MatrixRowFilter,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { useLiveQuery } from '../hooks/useLiveQuery';
import { useTyped } from '../hooks/useTyped';
import { workerClustersTranslationRef } from '../translations';
import type { MatrixFilter } from './matrixFilter';
import styles from './matrix.module.css';

/** The environments of the fleet, and those that are chosen. */
function useEnvironments(chosen: string[]): string[] {
  const api = useApi(workerClustersApiRef);
  const { data } = useLiveQuery(
    useCallback((signal: AbortSignal) => api.getSummary({ signal }), [api]),
  );
  return [
    ...new Set([...Object.keys(data?.byEnvironment ?? {}), ...chosen]),
  ].sort((a, b) => a.localeCompare(b));
}

/** Which applications and clusters are shown. */
export function MatrixFilters(props: {
  filter: MatrixFilter;
  change(part: Partial<MatrixFilter>): void;
}) {
  const { filter, change } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const [search, setSearch] = useTyped(filter.search, value =>
    change({ search: value }),
  );
  const [version, setVersion] = useTyped(filter.version, value =>
    change({ version: value }),
  );
  const environments = useEnvironments(filter.environment);
  return (
    <div
      className={styles.filters}
      role="search"
      aria-label={t('matrix.filter.label')}
    >
      <SearchField
        label={t('matrix.filter.search')}
        placeholder={t('matrix.filter.searchIn')}
        value={search}
        onChange={setSearch}
      />
      <SearchField
        label={t('matrix.filter.version')}
        placeholder="1.4.2"
        value={version}
        onChange={setVersion}
      />
      <Select
        label={t('matrix.filter.environment')}
        placeholder={t('matrix.filter.all')}
        selectionMode="multiple"
        options={environments.map(value => ({ value, label: value }))}
        value={filter.environment}
        onChange={value =>
          change({ environment: (value as string[]).map(String) })
        }
      />
      <ToggleButtonGroup
        aria-label={t('matrix.filter.only')}
        selectionMode="multiple"
        selectedKeys={filter.only}
        onSelectionChange={keys =>
          change({
            only: MATRIX_ROW_FILTERS.filter(value => keys.has(value)),
          })
        }
      >
        {MATRIX_ROW_FILTERS.map((value: MatrixRowFilter) => (
          <ToggleButton key={value} id={value}>
            {t(`matrix.filter.${value}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}
