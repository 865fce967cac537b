import { list, object, textWithoutUserinfo } from './fields';

/** A column of the fleet page that a configuration adds: where a claim has its value. */
export interface ClaimColumn {
  id: string;
  title: string;
  /** Key of a label. */
  label?: string;
  /** Keys that lead from the claim to the value; the first one is `spec` or `status`. */
  path?: string[];
}

const MAX_VALUE = 253;
const MAX_ITEMS = 10;

/** A value as text: of what is no text, number or truth value, and of lists of others, nothing. */
function toText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  return textWithoutUserinfo(value, MAX_VALUE);
}

/** Follows own properties only: `constructor` is none. */
function follow(raw: unknown, path: string[]): unknown {
  let value = raw;
  for (const key of path) {
    if (value === null || typeof value !== 'object') return undefined;
    if (!Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** The values of a claim (untrusted JSON) for the columns, by their ids; those that it has not are left out. */
export function transformColumns(
  raw: unknown,
  columns: readonly ClaimColumn[] = [],
): Record<string, string> | undefined {
  const labels = object(object(object(raw).metadata).labels);
  const values = columns.flatMap(({ id, label, path }) => {
    const found =
      label === undefined ? follow(raw, path ?? []) : follow(labels, [label]);
    const text = Array.isArray(found)
      ? textWithoutUserinfo(
          list(found)
            .slice(0, MAX_ITEMS)
            .flatMap(item => toText(item) ?? [])
            .join(', '),
          MAX_VALUE,
        )
      : toText(found);
    return text === undefined ? [] : [[id, text] as const];
  });
  return values.length > 0 ? Object.fromEntries(values) : undefined;
}
