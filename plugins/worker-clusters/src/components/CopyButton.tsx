import { useState } from 'react';
import { Button } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef } from '../translations';
import styles from './status.module.css';

/** Copies a text to the clipboard, and says whether that worked. `label` names what is copied, for screen readers. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const [copied, setCopied] = useState<boolean>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Not in a secure context, or not permitted.
      setCopied(false);
    }
  };
  return (
    <span>
      <Button
        size="small"
        variant="secondary"
        onPress={copy}
        aria-label={t('common.copyWhat', { what: label })}
      >
        {t('common.copy')}
      </Button>{' '}
      <span role="status" className={styles.seen}>
        {copied === true && t('common.copied')}
        {copied === false && t('common.copyFailed')}
      </span>
    </span>
  );
}
