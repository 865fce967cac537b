import { entriesOf } from './equality';
import { Duration } from './evaluator';
import { writeDuration, writeTimestamp } from './time';
import { UnsupportedError } from './types';

const QUOTED: Record<string, string> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** A text in quotes, as `strings.quote` writes it. */
export function quote(text: string): string {
  return `"${[...text].map(c => QUOTED[c] ?? c).join('')}"`;
}

/** A value in a text, as `%s` writes it; within lists and maps, texts are quoted. */
function write(value: unknown, within = false): string {
  if (typeof value === 'string') return within ? quote(value) : value;
  if (value === null) return 'null';
  if (value instanceof Date) {
    const text = writeTimestamp(value);
    return within ? `timestamp("${text}")` : text;
  }
  if (value instanceof Duration) {
    const text = writeDuration(value);
    return within ? `duration("${text}")` : text;
  }
  if (typeof value === 'number') {
    return within ? value.toFixed(6) : writeDouble(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(item => write(item, true)).join(', ')}]`;
  }
  const map = entriesOf(value);
  if (map) {
    const entries = [...map].map(
      ([k, v]) => `${write(k, true)}:${write(v, true)}`,
    );
    return `{${entries.sort().join(', ')}}`;
  }
  if (typeof value === 'object') {
    throw new UnsupportedError('format() of such a value is not supported');
  }
  return String(value);
}

/** As Go's `%g`: with an exponent from a million on. */
function writeDouble(value: number): string {
  const [digits, exponent] = value.toExponential().split('e');
  const power = Number(exponent);
  return power < -4 || power >= 6
    ? `${digits}e${power < 0 ? '-' : '+'}${`${Math.abs(power)}`.padStart(
        2,
        '0',
      )}`
    : String(value);
}

const RADIX: Record<string, number> = { b: 2, o: 8, x: 16, X: 16 };

function writeNumber(clause: string, value: unknown): string {
  const isText = clause.toLowerCase() === 'x' && typeof value === 'string';
  if (isText) {
    const hex = Buffer.from(value).toString('hex');
    return clause === 'X' ? hex.toUpperCase() : hex;
  }
  if (clause === 'b' && typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'object') {
    throw new UnsupportedError('format() of such a value is not supported');
  }
  if (typeof value !== 'bigint')
    throw new Error(`%${clause} needs a whole number`);
  const digits = value.toString(RADIX[clause] ?? 10);
  return clause === 'X' ? digits.toUpperCase() : digits;
}

/**
 * `format()` of Kubernetes.
 *
 * @throws UnsupportedError for `%e`, and for types, bytes and unsigned numbers
 */
export function format(text: string, values: unknown[]): string {
  let next = 0;
  const out = text.replace(
    /%(?:%|(?:\.(\d+))?(.)|$)/gs,
    (all, precision, clause) => {
      if (all === '%%') return '%';
      if (clause === undefined) throw new Error('unexpected end of format');
      if (next >= values.length) throw new Error(`index ${next} out of range`);
      const value = values[next++];
      if (clause === 's') return write(value);
      if (clause === 'f') return Number(value).toFixed(Number(precision ?? 6));
      if ('dboxX'.includes(clause)) return writeNumber(clause, value);
      throw new UnsupportedError(`format() with %${clause} is not supported`);
    },
  );
  return out;
}
