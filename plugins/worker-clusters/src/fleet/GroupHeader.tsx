import { useContext, useMemo } from 'react';
import { ButtonIcon } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FINDING_SEVERITIES } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Chip, FindingSeverityChip } from '../components/StatusChip';
import { useFormat } from '../hooks/useFormat';
import { workerClustersTranslationRef } from '../translations';
import { ManagementContext } from './cells';
import styles from './fleet.module.css';
import { type GroupRow, sumGroup } from './groupRows';
import { groupTitle } from './groupTitle';
import { countKinds, KIND_LOOKS } from './map/tiles';
import { useTiles } from './map/useTiles';

/** Name, number, states and sums of a group of clusters; a press opens and closes it. */
export function GroupHeader(props: {
  row: GroupRow;
  onToggle(id: string): void;
}) {
  const { row, onToggle } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const kinds = countKinds(
    useTiles(row.members, useContext(ManagementContext)),
  );
  const sums = useMemo(() => sumGroup(row.members), [row.members]);
  const title = groupTitle(t, row.grouping, row.key);
  return (
    <div className={styles.group}>
      <ButtonIcon
        size="small"
        variant="tertiary"
        icon={row.open ? <RiArrowDownSLine /> : <RiArrowRightSLine />}
        aria-expanded={row.open}
        aria-label={t('fleet.group.toggle', { title })}
        onPress={() => onToggle(row.id)}
      />
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
