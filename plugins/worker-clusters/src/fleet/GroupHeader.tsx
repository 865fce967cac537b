import { useMemo } from 'react';
import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import { FINDING_SEVERITIES } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Chip, FindingSeverityChip } from '../components/StatusChip';
import { useFormat } from '../hooks/useFormat';
import { useTexts } from '../translations/Texts';
import styles from './fleet.module.css';
import { useFleetContext } from './FleetContext';
import { type GroupRow, sumGroup } from './groupRows';
import { groupTitle } from './groupTitle';
import { countKinds, KIND_LOOKS } from './map/tiles';
import { useTiles } from './map/useTiles';

/** Name, number, states and sums of a group of clusters; a press opens and closes it. */
export function GroupHeader(props: {
  row: GroupRow;
  tabIndex: 0 | -1;
  onToggle(id: string): void;
}) {
  const { row, tabIndex, onToggle } = props;
  const { t } = useTexts();
  const format = useFormat();
  const kinds = countKinds(useTiles(row.members, useFleetContext().management));
  const sums = useMemo(() => sumGroup(row.members), [row.members]);
  const title = groupTitle(t, row.grouping, row.key);
  const Arrow = row.open ? RiArrowDownSLine : RiArrowRightSLine;
  return (
    <div className={styles.group}>
      <button
        type="button"
        className={styles.groupButton}
        tabIndex={tabIndex}
        aria-expanded={row.open}
        aria-label={t('fleet.group.toggle', { title })}
        onClick={() => onToggle(row.id)}
      >
        <Arrow size={16} aria-hidden />
      </button>
      <strong>{title}</strong>
      <span>{t('fleet.clusters', { count: row.members.length })}</span>
      {kinds.map(([kind, count]) => (
        <Chip
          key={kind}
          look={KIND_LOOKS[kind]}
          text={`${format.number(count)} ${t(`fleet.map.kind.${kind}`)}`}
        />
      ))}
      <span>
        {t('fleet.glance.applications', { count: sums.applications })}
      </span>
      {sums.outOfSync > 0 && (
        <span>{t('fleet.map.outOfSync', { count: sums.outOfSync })}</span>
      )}
      {FINDING_SEVERITIES.filter(s => sums.findings[s] > 0).map(severity => (
        <span key={severity}>
          {t('fleet.group.findings', {
            number: format.number(sums.findings[severity]),
          })}{' '}
          <FindingSeverityChip severity={severity} />
        </span>
      ))}
    </div>
  );
}
