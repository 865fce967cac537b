import { useId, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef } from '../translations';
import styles from './longText.module.css';

/** Characters above which only two lines of a text are shown at first. */
const LONG = 160;

/** A text of whatever length: two lines of it, and everything on request. */
export function LongText({ text }: { text: string }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const [open, setOpen] = useState(false);
  const id = useId();
  if (text.length <= LONG) return <span className={styles.text}>{text}</span>;
  return (
    <>
      <span
        id={id}
        className={open ? styles.text : `${styles.text} ${styles.clamped}`}
      >
        {text}
      </span>
      <button
        type="button"
        className={styles.more}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {t(open ? 'common.showLess' : 'common.showMore')}
      </button>
    </>
  );
}
