import { useId, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef } from '../translations';
import styles from './longText.module.css';

/** Characters above which a text is long. */
const LONG = 160;

/** Whether a text is more than a glance: by its characters, or by its lines. */
const isLong = (text: string) =>
  text.length > LONG || text.split('\n', 3).length > 2;

/** The lines that say something: of two lines none shall be empty. */
const withoutBlankLines = (text: string) =>
  text
    .split('\n')
    .filter(line => line.trim())
    .join('\n');

/** A text of whatever length, with the lines that it has: two of them, and everything on request. */
export function LongText({ text }: { text: string }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const [open, setOpen] = useState(false);
  const id = useId();
  if (!isLong(text)) return <span className={styles.text}>{text}</span>;
  return (
    <>
      <span
        id={id}
        className={open ? styles.text : `${styles.text} ${styles.clamped}`}
      >
        {open ? text : withoutBlankLines(text)}
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
