import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { RequestFileDiff } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { DiffView } from '../components/DiffView';
import { workerClustersTranslationRef } from '../translations';
import styles from './requests.module.css';

/** How the text of one file changes, line by line; or why that is not shown. */
export function FileDiff({ file }: { file: RequestFileDiff }) {
  const { path, diff, withheld } = file;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <div className={styles.file}>
      <p className={styles.path}>{path}</p>
      {diff === undefined ? (
        <p className={styles.quiet}>
          {t(`requests.files.${withheld ?? 'too-large'}`)}
        </p>
      ) : (
        <DiffView label={t('requests.files.diff', { path })} diff={diff} />
      )}
    </div>
  );
}
