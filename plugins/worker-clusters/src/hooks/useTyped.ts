import { useCallback, useEffect, useRef, useState } from 'react';

/** A key is not the first of a text as long as the one before it is this near, in milliseconds. */
const DELAY_MS = 150;

/**
 * Keeps the text of a field while it is typed. `onChange` is called with the first key, and then once the typing pauses.
 *
 * @param value - what `onChange` was called with, also some time later; any other text replaces what is typed
 */
export function useTyped(value: string, onChange: (text: string) => void) {
  const [text, setText] = useState(value);
  /** The value, and what `onChange` was called with since: its value is yet to come. */
  const given = useRef([value]);
  const latest = useRef(onChange);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const typed = useRef(-Infinity);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    const at = given.current.indexOf(value);
    if (at >= 0) {
      given.current.splice(0, at);
      return;
    }
    // Of another address, and not what was typed here.
    clearTimeout(timer.current);
    given.current = [value];
    setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = useCallback((next: string) => {
    setText(next);
    const give = () => {
      if (next === given.current.at(-1)) return;
      given.current.push(next);
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
