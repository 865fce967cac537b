import { useCallback } from 'react';
import { useFormat } from '../hooks/useFormat';
import { useAtNow } from '../hooks/useNow';

/** How long ago something was, or is to be; the time itself in a tooltip. Renders itself when its text changes, and nothing else. */
export function Age({ at }: { at: string | undefined }) {
  const format = useFormat();
  const text = useAtNow(
    useCallback((now: number) => format.until(at, now), [at, format]),
  );
  return text ? (
    <time dateTime={at} title={format.dateTime(at)}>
      {text}
    </time>
  ) : null;
}
