import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { StateIcon, toneClass } from '../../components/StatusChip';
import { useFormat } from '../../hooks/useFormat';
import { workerClustersTranslationRef } from '../../translations';
import styles from './map.module.css';
import { KIND_LOOKS, type TileKind } from './tiles';

/** The looks of the tiles that are shown, with their numbers. */
export function MapLegend(props: { counts: Array<[TileKind, number]> }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  return (
    <ul className={styles.legend} aria-label={t('fleet.map.legend')}>
      {props.counts.map(([kind, count]) => (
        <li key={kind}>
          <span
            className={`${styles.swatch} ${toneClass(KIND_LOOKS[kind][0])}`}
            data-kind={kind}
          >
            <StateIcon shape={KIND_LOOKS[kind][1]} />
          </span>
          {t(`fleet.map.kind.${kind}`)} <strong>{format.number(count)}</strong>
        </li>
      ))}
    </ul>
  );
}
