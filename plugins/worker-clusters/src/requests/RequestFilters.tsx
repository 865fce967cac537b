import { useCallback } from 'react';
import { Button, Select, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ClusterRequestVerb } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { shortOwner } from '../format';
import { useLoad } from '../hooks/useLoad';
import { workerClustersTranslationRef } from '../translations';
import styles from './requests.module.css';
import {
  isFiltered,
  type RequestFilter,
  type RequestsView,
  VERBS,
  VIEWS,
} from './useRequestFilter';

/** What the fleet has, and what is chosen already. */
const optionsOf = (known: object = {}, chosen: string[]) =>
  [...new Set([...Object.keys(known), ...chosen])].sort();

/** Which requests are shown, and in which order. */
export function RequestFilters(props: {
  filter: RequestFilter;
  /** Number of open requests; absent before the first answer. */
  open: number | undefined;
  update(changes: Partial<RequestFilter>): void;
}) {
  const { filter, open, update } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  // Filters without a list of what there is are no reason for an error.
  const { data: fleet } = useLoad(
    useCallback((signal: AbortSignal) => api.getSummary({ signal }), [api]),
  );
  return (
    <div
      className={styles.filters}
      role="search"
      aria-label={t('requests.filter.label')}
    >
      <ToggleButtonGroup
        className={styles.views}
        aria-label={t('requests.filter.view')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[filter.view]}
        onSelectionChange={keys =>
          update({ view: [...keys][0] as RequestsView })
        }
      >
        {VIEWS.map(view => (
          <ToggleButton key={view} id={view}>
            {view === 'open' && open !== undefined
              ? t('requests.view.openCount', { count: open })
              : t(`requests.view.${view}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <div className={styles.lists}>
        <Select
          label={t('requests.filter.environment')}
          placeholder={t('requests.filter.all')}
          selectionMode="multiple"
          options={optionsOf(fleet?.byEnvironment, filter.environment).map(
            value => ({ value, label: value }),
          )}
          value={filter.environment}
          onChange={value => update({ environment: value as string[] })}
        />
        <Select
          label={t('requests.filter.owner')}
          placeholder={t('requests.filter.all')}
          selectionMode="multiple"
          options={optionsOf(fleet?.byOwner, filter.owner).map(value => ({
            value,
            label: shortOwner(value),
          }))}
          value={filter.owner}
          onChange={value => update({ owner: value as string[] })}
        />
        <Select
          label={t('requests.filter.verb')}
          placeholder={t('requests.filter.all')}
          selectionMode="multiple"
          options={VERBS.map(value => ({
            value,
            label: t(`requests.does.${value}`),
          }))}
          value={filter.verb}
          onChange={value => update({ verb: value as ClusterRequestVerb[] })}
        />
        <Select
          label={t('requests.filter.order')}
          options={(['asc', 'desc'] as const).map(value => ({
            value,
            label: t(`requests.order.${value}`),
          }))}
          value={filter.order}
          onChange={value => update({ order: value as 'asc' | 'desc' })}
        />
      </div>
      <Button
        variant="tertiary"
        isDisabled={!isFiltered(filter)}
        onPress={() => update({ environment: [], owner: [], verb: [] })}
      >
        {t('requests.filter.clear')}
      </Button>
    </div>
  );
}
