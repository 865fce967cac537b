import { Alert, Button } from '@backstage/ui';
import {
  configApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { messageValues } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { webLink } from '../format';
import { type Translate, workerClustersTranslationRef } from '../translations';
import { messageText } from '../translations/messageText';
import { CopyButton } from './CopyButton';
import {
  type ErrorKind,
  type ExplainedError,
  explainError,
} from './explainError';
import styles from './errorPanel.module.css';
import { WebLink } from './WebLink';

/** The id of the request, by which the team that runs the portal finds it in its logs. */
function RequestId({ id, copy }: { id: string; copy?: boolean }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <span className={styles.request}>
      <span>
        {t('common.error.requestId', {
          id: <code className={styles.id}>{id}</code>,
        })}
      </span>
      {copy && <CopyButton text={id} label={t('common.error.requestIdName')} />}
    </span>
  );
}

/** What is denied, whom to ask, and for what: a sentence of the backend in the language of the reader. */
function deniedText(t: Translate, error: ExplainedError): string | undefined {
  const { kind, message, messageCode } = error;
  return kind === 'denied' &&
    message &&
    messageCode &&
    messageValues(messageCode)
    ? messageText(t, message, messageCode)
    : undefined;
}

/** What happened, what to do, and the request id: the text of {@link ErrorPanel}, for places that have a frame of their own. */
export function ErrorText({
  error,
  copy,
}: {
  error: Error;
  /** With a button that copies the request id. */
  copy?: boolean;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const explained = explainError(error);
  const { kind, message, messageCode, requestId } = explained;
  return (
    <>
      {message && (
        <span className={styles.line}>
          {messageText(t, message, messageCode)}
        </span>
      )}
      {!deniedText(t, explained) && (
        <span className={styles.line}>{t(`common.error.${kind}`)}</span>
      )}
      {requestId && <RequestId id={requestId} copy={copy} />}
    </>
  );
}

/** The failures of which nothing is broken, and which another try does not mend. */
const EXPECTED: ErrorKind[] = ['denied', 'notFound', 'signedOut'];

/**
 * Something that could not be loaded: what failed, why, and what to do; the request id to copy, and where there is help
 * (`app.support.url`). Denied and not found are told apart from broken. It is read aloud when it comes.
 */
export function ErrorPanel(props: {
  /** For example `The cluster cannot be read at the moment.` */
  title: string;
  error: Error;
  retry?(): void;
  /** What is said instead of a failure that is "not found", for example that there is no such cluster. */
  notFound?: { title: string; description?: string };
}) {
  const { title, error, retry } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const explained = explainError(error);
  const { kind, requestId } = explained;
  const support = webLink(
    useApi(configApiRef).getOptionalString('app.support.url'),
  );
  const expected = EXPECTED.includes(kind);
  const instead = kind === 'notFound' ? props.notFound : undefined;
  const denied = deniedText(t, explained);
  const again = retry && !expected;
  const offered = !instead && (again || support);
  return (
    <div role="alert">
      <Alert
        icon
        className={styles.panel}
        status={expected ? 'warning' : 'danger'}
        title={instead?.title ?? denied ?? title}
        description={
          denied
            ? requestId && <RequestId id={requestId} copy />
            : instead?.description ?? <ErrorText error={error} copy />
        }
        customActions={
          offered && (
            <div className={styles.actions}>
              {again && (
                <Button size="small" variant="secondary" onPress={retry}>
                  {t('common.tryAgain')}
                </Button>
              )}
              {support && (
                <WebLink href={support}>{t('common.error.support')}</WebLink>
              )}
            </div>
          )
        }
      />
    </div>
  );
}
