import { useCallback, useEffect, useMemo, useState } from 'react';
import {
  type StorageApi,
  storageApiRef,
  useApi,
} from '@backstage/frontend-plugin-api';

const BUCKET = 'worker-clusters';

/** JSON. */
type Storable = Parameters<StorageApi['set']>[1];

/**
 * Something that the portal keeps for its user, as Backstage's storage has it: in the browser, or in the user settings'
 * backend where that is installed.
 *
 * @param read - from what is stored, which may be of another release or of anybody: never throws. Undefined for nothing.
 */
export function useStored<T>(
  key: string,
  read: (stored: unknown) => T,
): [value: T, store: (value: T) => void] {
  const storage = useApi(storageApiRef);
  const bucket = useMemo(() => storage.forBucket(BUCKET), [storage]);
  const [stored, setStored] = useState<unknown>(
    () => bucket.snapshot(key).value,
  );
  useEffect(() => {
    setStored(bucket.snapshot(key).value);
    const subscription = bucket
      .observe$(key)
      .subscribe(({ value }) => setStored(value));
    return () => subscription.unsubscribe();
  }, [bucket, key]);
  const store = useCallback(
    (value: T) => {
      // At once: the backend of the storage may be slow.
      setStored(value);
      bucket.set(key, value as Storable).catch(() => {
        // It holds until the page is left.
      });
    },
    [bucket, key],
  );
  return [useMemo(() => read(stored), [read, stored]), store];
}
