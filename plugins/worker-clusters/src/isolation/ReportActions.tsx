import { useState } from 'react';
import { Button } from '@backstage/ui';
import { RiDownloadLine, RiPrinterLine } from '@remixicon/react';
import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import type {
  FleetFinding,
  FleetIsolationReport,
  ListFindingsQuery,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { saveText, toCsv } from '../components/csv';
import { messageOf } from '../format';
import { workerClustersTranslationRef } from '../translations';
import { findingRows, promiseRows } from './reportCsv';
import styles from './report.module.css';

const PAGE = 500;
const CSV = 'text/csv;charset=utf-8';

/** Every finding that matches, page by page. */
async function listAll(
  api: Pick<WorkerClustersApi, 'listFindings'>,
  query: ListFindingsQuery,
): Promise<FleetFinding[]> {
  const findings: FleetFinding[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.listFindings({ ...query, limit: PAGE, cursor });
    findings.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return findings;
}

/** Saves the report as files for spreadsheets, or prints it: what the filters leave. */
export function ReportActions(props: {
  report: FleetIsolationReport | undefined;
  query: ListFindingsQuery;
}) {
  const { report, query } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const toast = useApi(toastApiRef);
  const [pending, setPending] = useState(false);
  const saveFindings = async () => {
    setPending(true);
    try {
      const findings = await listAll(api, query);
      saveText('isolation-findings.csv', CSV, toCsv(findingRows(findings)));
    } catch (error) {
      toast.post({
        title: t('report.export.failed'),
        description: messageOf(error as Error),
        status: 'danger',
      });
    } finally {
      setPending(false);
    }
  };
  return (
    <div className={styles.actions}>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiDownloadLine />}
        isDisabled={!report}
        onPress={() =>
          saveText('isolation-promises.csv', CSV, toCsv(promiseRows(report!)))
        }
      >
        {t('report.export.promises')}
      </Button>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiDownloadLine />}
        isPending={pending}
        onPress={saveFindings}
      >
        {t('report.export.findings')}
      </Button>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiPrinterLine />}
        onPress={() => window.print()}
      >
        {t('report.export.print')}
      </Button>
    </div>
  );
}
