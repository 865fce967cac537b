import type { ConnectionState } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { formatAge } from '../format';
import { useNow } from '../hooks/useNow';
import styles from './status.module.css';

const WORDS: Record<ConnectionState['status'], string> = {
  connecting: 'Connecting',
  live: 'Live',
  stale: 'Connection cut',
  paused: 'Paused',
  unauthorized: 'Token refused',
  forbidden: 'Not allowed to read',
  unreachable: 'Unreachable',
  unknown: 'Not connected',
};

export const connectionWord = (connection: ConnectionState) =>
  WORDS[connection.status];

/** The word for a connection; with the age of what is shown unless it is live. `now` is in milliseconds. */
export function connectionText(
  connection: ConnectionState,
  now: number,
): string {
  const age = formatAge(connection.lastSeen, now);
  const word = connectionWord(connection);
  return age && connection.status !== 'live'
    ? `${word}, last seen ${age}`
    : word;
}

/** How the portal reaches a cluster, if that is not well; with the age of what is shown. */
export function ConnectionNote(props: { connection: ConnectionState }) {
  const { status } = props.connection;
  return status === 'live' || status === 'unknown' ? null : (
    <Trouble {...props} />
  );
}

/** Only what shows an age has a clock. */
function Trouble({ connection }: { connection: ConnectionState }) {
  const age = formatAge(connection.lastSeen, useNow());
  return (
    <span
      className={`${styles.note} ${styles.warn}`}
      title={connection.message}
    >
      {connectionWord(connection)}
      {age && `, last seen ${age}`}
    </span>
  );
}
