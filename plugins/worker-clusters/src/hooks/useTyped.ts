import { useCallback, useEffect, useRef, useState } from 'react';

/** A key is not the first of a text as long as the one before it is this near, in milliseconds. */
const DELAY_MS = 150;

/**
 * A text that is typed. It is given on with its first key, and then once the typing pauses; another `value` takes its place.
 *
 * @param onChange - called with the text
 */
export function useTyped(value: string, onChange: (text: string) => void) {
  const [text, setText] = useState(value);
  const given = useRef(value);
  const latest = useRef(onChange);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const typed = useRef(-Infinity);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    // Of another address, and not what was typed here.
    if (value !== given.current) {
      clearTimeout(timer.current);
      given.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = useCallback((next: string) => {
    setText(next);
    const give = () => {
      if (next === given.current) return;
      given.current = next;
      latest.current(next);
    };
    const now = Date.now();
    const first = now - typed.current > DELAY_MS;
    typed.current = now;
    clearTimeout(timer.current);
    if (first) give();
    else timer.current = setTimeout(give, DELAY_MS);
  }, []);
  return [text, type] as const;
}
