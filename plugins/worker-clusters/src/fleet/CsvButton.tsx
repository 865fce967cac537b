import { useState } from 'react';
import { Button } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import type {
  ListClustersQuery,
  WorkerCluster,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { messageOf } from '../format';
import { workerClustersTranslationRef } from '../translations';
import { type FleetColumn, toFileRows } from './columns';
import { saveText, toCsv } from '../components/csv';

const PAGE = 500;

/** Every cluster that matches, page by page, in the order of the query. */
async function listAll(
  api: WorkerClustersApi,
  query: ListClustersQuery,
): Promise<WorkerCluster[]> {
  const clusters: WorkerCluster[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.listClusters({ ...query, limit: PAGE, cursor });
    clusters.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return clusters;
}

/** Saves the columns that are shown, of all clusters that match, as a file for spreadsheets. */
export function CsvButton(props: {
  query: ListClustersQuery;
  columns: readonly FleetColumn[];
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const toast = useApi(toastApiRef);
  const [pending, setPending] = useState(false);
  const save = async () => {
    setPending(true);
    try {
      const clusters = await listAll(api, props.query);
      saveText(
        'worker-clusters.csv',
        'text/csv;charset=utf-8',
        toCsv(toFileRows(props.columns, clusters)),
      );
    } catch (error) {
      toast.post({
        title: t('fleet.csv.failed'),
        description: messageOf(error as Error),
        status: 'danger',
      });
    } finally {
      setPending(false);
    }
  };
  return (
    <Button
      size="small"
      variant="secondary"
      iconStart={<RiDownloadLine />}
      isPending={pending}
      aria-label={t('fleet.csv.label')}
      onPress={save}
    >
      CSV
    </Button>
  );
}
