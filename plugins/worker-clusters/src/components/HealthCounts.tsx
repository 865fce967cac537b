import { Text } from '@backstage/ui';
import type { ApplicationCounts } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { describeHealth, healthParts } from '../format';
import { HealthChip, healthTone } from './StatusChip';
import styles from './status.module.css';

/** Applications by health as a bar; the numbers stand beside it. */
export const HealthBar = ({ counts }: { counts: ApplicationCounts }) => (
  <div className={styles.bar} aria-hidden>
    {healthParts(counts).map(([health, number]) => (
      <span
        key={health}
        className={healthTone(health)}
        style={{ flexGrow: number }}
      />
    ))}
  </div>
);

/** Applications by health: a bar, and the numbers in words. */
export function HealthCounts({ counts }: { counts: ApplicationCounts }) {
  if (counts.total === 0) return <Text color="secondary">–</Text>;
  const parts = healthParts(counts);
  return (
    <div
      title={describeHealth(counts)}
      style={{ minWidth: 120, maxWidth: '24rem' }}
    >
      <HealthBar counts={counts} />
      <div className={styles.health}>
        {parts.map(([health, number]) => (
          <HealthChip
            key={health}
            health={health}
            text={`${number} ${health}`}
          />
        ))}
      </div>
    </div>
  );
}
