import type { ConnectionState } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { messageTextOf } from '../translations/messageText';
import { useTexts } from '../translations/Texts';
import { Age } from './Age';
import styles from './status.module.css';

/** How the portal reaches a cluster; with the age of what is shown unless that is live. */
export function ConnectionText({
  connection,
}: {
  connection: ConnectionState;
}) {
  const { t } = useTexts();
  const { status, lastSeen } = connection;
  const word = t(`common.connection.${status}`);
  return lastSeen && status !== 'live' ? (
    <>
      {t('common.connection.lastSeen', {
        connection: word,
        age: <Age at={lastSeen} />,
      })}
    </>
  ) : (
    <>{word}</>
  );
}

/** How the portal reaches a cluster, if that is not well; with the age of what is shown. */
export function ConnectionNote({
  connection,
}: {
  connection: ConnectionState;
}) {
  const { t } = useTexts();
  const { status } = connection;
  return status === 'live' || status === 'unknown' ? null : (
    <span
      className={`${styles.note} ${styles.warn}`}
      title={messageTextOf(t, connection)}
    >
      <ConnectionText connection={connection} />
    </span>
  );
}
