import {
  type SupportLife,
  type SupportState,
  supportState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import styles from './status.module.css';

/** What is said of a version, by where it is in its life; nothing while it is well supported. */
const TEXTS: Record<SupportState, ((life: SupportLife) => string) | undefined> =
  {
    supported: undefined,
    ending: life => `support ends ${life.standardUntil}`,
    extended: life => `extended support until ${life.extendedUntil}`,
    ended: life => `support ended ${life.extendedUntil ?? life.standardUntil}`,
  };

/** Says that the support of a version ends soon, costs more, or is over. */
export function SupportNote({
  life,
  now,
}: {
  life: SupportLife | undefined;
  now: number;
}) {
  const text = life && TEXTS[supportState(life, now)]?.(life);
  if (!text) return null;
  return (
    <span
      className={`${styles.note} ${styles.warn}`}
      title={`${life.version}, as of ${life.asOf}: ${life.source}`}
    >
      {text}
    </span>
  );
}
