import type { ResourceCondition } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../../components/Age';
import { LongText } from '../../components/LongText';
import styles from './infrastructure.module.css';

/** Conditions with type and status as they are written, reason, age and message. */
export function Conditions({
  label,
  conditions,
}: {
  label: string;
  conditions: ResourceCondition[];
}) {
  if (conditions.length === 0) return null;
  return (
    <ul className={styles.conditions} aria-label={label}>
      {conditions.map(({ type, status, reason, message, ...condition }) => (
        <li key={type}>
          {type} {status}
          {reason && `, ${reason}`} <Age at={condition.lastTransitionTime} />
          {message && (
            <div className={styles.note}>
              <LongText text={message} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
