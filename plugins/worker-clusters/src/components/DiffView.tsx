import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef } from '../translations';
import { type DiffLine, diffLines } from './diffLines';
import styles from './diffView.module.css';
import { ScrollArea } from './ScrollArea';

const SIGNS: Record<DiffLine['kind'], string> = {
  added: '+',
  removed: '-',
  same: ' ',
  place: ' ',
};

/** A unified diff without header lines; what is added and removed is told by sign, color and, to screen readers, by word. */
export function DiffView(props: {
  /** Names it for screen readers. */
  label: string;
  diff: string;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <ScrollArea label={props.label} className={styles.diff}>
      <pre>
        {diffLines(props.diff).map(({ kind, text }, index) => (
          // Lines have no identity but their place.
          // eslint-disable-next-line react/no-array-index-key
          <div key={index} className={styles[kind]}>
            {(kind === 'added' || kind === 'removed') && (
              <span className={styles.spoken}>{t(`common.diff.${kind}`)}</span>
            )}
            <span aria-hidden className={styles.sign}>
              {SIGNS[kind]}
            </span>
            {text}
            {'\n'}
          </div>
        ))}
      </pre>
    </ScrollArea>
  );
}
