import { useCallback, useState } from 'react';
import { Skeleton, Text } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersApiRef } from '../../api';
import { ErrorPanel } from '../../components/ErrorPanel';
import { useLiveQuery } from '../../hooks/useLiveQuery';
import { FileDiff } from '../../requests/FileDiff';
import { workerClustersTranslationRef } from '../../translations';

interface RequestedTextProps {
  /** Of the pull request. */
  number: number;
  /** Of the claim. */
  paths: string[];
}

/** How a pull request changes the text of a claim; loaded when somebody opens it. */
export function RequestedText(props: RequestedTextProps) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('claim.text')}</summary>
      {open && <Files {...props} />}
    </details>
  );
}

function Files({ number, paths }: RequestedTextProps) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const { data, error, loading, retry } = useLiveQuery(
    useCallback(
      (signal: AbortSignal) => api.getRequest(number, { signal }),
      [api, number],
    ),
  );
  const files = data?.files.filter(({ path }) => paths.includes(path));
  return (
    <>
      {loading && <Skeleton width="100%" height="80px" />}
      {error && (
        <ErrorPanel title={t('history.failed')} error={error} retry={retry} />
      )}
      {files?.map(file => (
        <FileDiff key={file.path} file={file} />
      ))}
      {files?.length === 0 && (
        <Text as="p" color="secondary">
          {t('requests.files.none')}
        </Text>
      )}
    </>
  );
}
