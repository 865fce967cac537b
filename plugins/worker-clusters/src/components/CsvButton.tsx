import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import { messageOf } from '../format';
import { type CsvRows, saveCsv, toCsv } from './csv';

/** Saves rows as a CSV file; shows a toast when they cannot be read. Reading stops when the button leaves the page. */
export function CsvButton(props: {
  /** Of the file. */
  name: string;
  /** What is said where the rows cannot be read. */
  failed: string;
  read(signal: AbortSignal): Promise<CsvRows>;
  isDisabled?: boolean;
  /** For screen readers; has to contain the text of the button. */
  label?: string;
  /** "CSV" if not given. */
  children?: ReactNode;
}) {
  const { name, failed, read, isDisabled, label, children = 'CSV' } = props;
  const toast = useApi(toastApiRef);
  const [pending, setPending] = useState(false);
  const reading = useRef<AbortController>();
  useEffect(() => () => reading.current?.abort(), []);
  const save = async () => {
    const abort = new AbortController();
    reading.current = abort;
    setPending(true);
    try {
      const rows = await read(abort.signal);
      if (!abort.signal.aborted) saveCsv(name, toCsv(rows));
    } catch (error) {
      if (abort.signal.aborted) return;
      toast.post({
        title: failed,
        description: messageOf(error as Error),
        status: 'danger',
      });
    } finally {
      setPending(false);
    }
  };
  return (
    <Button
      size="small"
      variant="secondary"
      iconStart={<RiDownloadLine />}
      isDisabled={isDisabled}
      isPending={pending}
      aria-label={label}
      onPress={save}
    >
      {children}
    </Button>
  );
}
