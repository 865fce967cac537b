import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ApplicationCommit,
  CommitStatus,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../../components/Age';
import { explainError } from '../../components/explainError';
import { LongText } from '../../components/LongText';
import { workerClustersTranslationRef } from '../../translations';
import styles from './applications.module.css';
import type { Commits } from './useCommits';

/** Message, author and age of a commit; nothing of one that was not found. */
export function CommitMessage({
  commit,
}: {
  commit: ApplicationCommit | undefined;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  if (commit?.status !== 'found') return null;
  const { title, body, author, authoredAt, truncated } = commit;
  return (
    <div className={styles.commit}>
      <div className={styles.commitTitle}>
        {title ?? t('applications.commit.noMessage')}
      </div>
      {body && (
        <div className={styles.note}>
          <LongText text={body} />
        </div>
      )}
      <div className={styles.note}>
        {author}
        {author && authoredAt && ' · '}
        <Age at={authoredAt} />
        {truncated && ` · ${t('applications.commit.truncated')}`}
      </div>
    </div>
  );
}

/** Why messages are missing, each reason once. */
export function CommitProblems({ commits }: { commits: Commits }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { items, error } = commits;
  const reasons = new Map<Exclude<CommitStatus, 'found'>, ApplicationCommit>();
  for (const commit of items) {
    if (commit.status !== 'found') reasons.set(commit.status, commit);
  }
  // Without the permission to read from the cluster there is nothing to try again; the button that reads says so.
  const failed = error && explainError(error).kind !== 'denied';
  if (reasons.size === 0 && !failed) return null;
  return (
    <ul className={styles.list}>
      {failed && (
        <li className={styles.note}>{t('applications.commit.failed')}</li>
      )}
      {[...reasons].map(([status, { retryAt }]) => (
        <li key={status} className={styles.note}>
          {t(`applications.commit.${status}`)}
          {retryAt && (
            <>
              {' '}
              <Age at={retryAt} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
