import { Button } from '@backstage/ui';
import { RiPrinterLine } from '@remixicon/react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  FleetIsolationReport,
  ListFindingsQuery,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { readAllPages } from '../components/csv';
import { CsvButton } from '../components/CsvButton';
import { workerClustersTranslationRef } from '../translations';
import { findingRows, promiseRows } from './reportCsv';
import styles from './report.module.css';

/** Saves the report as files for spreadsheets, or prints it: what the filters leave. */
export function ReportActions(props: {
  report: FleetIsolationReport | undefined;
  query: ListFindingsQuery;
}) {
  const { report, query } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  return (
    <div className={styles.actions}>
      <CsvButton
        name="isolation-promises.csv"
        failed={t('report.export.failed')}
        isDisabled={!report}
        read={async () => promiseRows(report!)}
      >
        {t('report.export.promises')}
      </CsvButton>
      <CsvButton
        name="isolation-findings.csv"
        failed={t('report.export.failed')}
        read={async signal =>
          findingRows(
            await readAllPages(
              (page, options) =>
                api.listFindings({ ...query, ...page }, options),
              signal,
            ),
          )
        }
      >
        {t('report.export.findings')}
      </CsvButton>
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
