import Button from '@material-ui/core/Button';
import Skeleton from '@material-ui/lab/Skeleton';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ErrorText } from '../components/ErrorPanel';
import { workerClustersTranslationRef } from '../translations';
import { Notice } from './inputs/Notice';
import { Spoken } from './inputs/Spoken';

/** What stands in for something that is being loaded, or could not be. */
export function LoadState(props: {
  /** For example `The form`. */
  what: string;
  error?: Error;
  /** Something else on the page says that it is being loaded. */
  silent?: boolean;
  retry(): void;
}) {
  const { what, error, silent, retry } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  if (!error) {
    return (
      <div>
        {!silent && (
          <div role="status">
            <Spoken>{t('form.load.loading', { what })}</Spoken>
          </div>
        )}
        <Skeleton variant="text" height={48} />
        <Skeleton variant="text" height={48} width="60%" />
      </div>
    );
  }
  return (
    <div role="alert">
      <Notice
        status="error"
        title={t('form.load.failed', { what })}
        actions={
          <Button variant="outlined" size="small" onClick={retry}>
            {t('common.tryAgain')}
          </Button>
        }
      >
        <ErrorText error={error} />
      </Notice>
    </div>
  );
}
