import { useEffect, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';

const DELAY_MS = 250;

/** A text that is typed, and given on once the typing pauses; another `value` takes its place. */
export function useTyped(value: string, onChange: (text: string) => void) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useDebounce(
    () => {
      if (text !== value) onChange(text);
    },
    DELAY_MS,
    [text],
  );
  return [text, setText] as const;
}
