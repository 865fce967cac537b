import { useCallback } from 'react';
import { Skeleton, Text } from '@backstage/ui';
import {
  useApi,
  useAppNavigate,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { workerClustersApiRef } from '../api';
import { ErrorPanel } from '../components/ErrorPanel';
import { Surface } from '../components/Surface';
import { useLiveQuery } from '../hooks/useLiveQuery';
import { fleetRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import styles from './fleet.module.css';
import { FleetSummary } from './FleetSummary';

/**
 * The fleet in numbers, for a home page; a press leads to the fleet page with that filter.
 *
 * @public
 */
export function FleetGlance() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const navigate = useAppNavigate();
  const fleet = useRouteRef(fleetRouteRef);
  const { data, error, retry } = useLiveQuery(
    useCallback((signal: AbortSignal) => api.getSummary({ signal }), [api]),
  );
  if (!data) {
    return error ? (
      <ErrorPanel title={t('fleet.failed')} error={error} retry={retry} />
    ) : (
      <Skeleton style={{ width: '100%', height: 140 }} />
    );
  }
  return (
    <Surface>
      <div className={styles.page} style={{ padding: 0 }}>
        <Text as="h2" variant="title-x-small" weight="bold">
          {t('fleet.glance.clusters', { count: data.total })},{' '}
          {t('fleet.glance.applications', { count: data.applications.total })}
        </Text>
        <FleetSummary
          summary={data}
          onPress={(name, value) => {
            const params = new URLSearchParams({ [name]: value });
            if (fleet) navigate(`${fleet()}?${params}`);
          }}
        />
      </div>
    </Surface>
  );
}
