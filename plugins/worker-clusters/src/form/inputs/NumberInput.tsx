import { useState } from 'react';
import { TextInput, type TextInputProps } from './TextInput';

/** A number as people write it; JavaScript also reads `0x10`. */
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** A number as it is typed; undefined if empty, the text itself if it is no number: the schema refuses that. */
function readNumber(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const number = Number(trimmed);
  return NUMBER.test(trimmed) && Number.isFinite(number) ? number : trimmed;
}

/**
 * A number. It is an input of text: those of numbers change when somebody scrolls over them, and say nothing of what
 * they do not understand.
 */
export function NumberInput({
  value,
  whole,
  onChange,
  ...props
}: Omit<TextInputProps, 'value' | 'onChange' | 'inputMode'> & {
  value: unknown;
  whole: boolean;
  onChange(value: number | string | undefined): void;
}) {
  // What is being typed stays as it is typed: an empty input would at once become the default again.
  const [typed, setTyped] = useState<string>();
  const shown = value === undefined || value === null ? '' : String(value);
  return (
    <TextInput
      {...props}
      inputMode={whole ? 'numeric' : 'decimal'}
      value={typed ?? shown}
      onChange={text => {
        setTyped(text);
        onChange(readNumber(text));
      }}
      onBlur={() => {
        setTyped(undefined);
        props.onBlur?.();
      }}
    />
  );
}
