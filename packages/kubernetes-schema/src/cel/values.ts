import { isUnchanged, keysOf } from '../correlate';
import { parseDuration } from '../duration';
import { isObject, ownValue, Schema } from '../Schema';
import { escapeName } from './names';
import { toDuration } from './time';

const HEAD: Schema = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: {
    type: 'object',
    properties: { name: { type: 'string' }, generateName: { type: 'string' } },
  },
};

/** The schema of a whole object, of which rules see `apiVersion`, `kind` and the name. */
export function withHead(schema: Schema): Schema {
  return { ...schema, properties: { ...schema.properties, ...HEAD } };
}

/**
 * A value as the rules see it: whole numbers are of CEL's type int where the schema says integer, dates and durations are
 * such, fields have the names that rules use, and fields that are null or that the schema does not have are not there.
 *
 * @param now - for the old value: the new one. Entries of sets and of lists of type map are put into its order, for
 *   their order is of no matter when rules compare them.
 */
export function toCel(schema: unknown, value: unknown, now?: unknown): unknown {
  const known = isObject(schema) ? schema : {};
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return numberToCel(known, value);
  if (typeof value === 'string') return textToCel(known, value);
  if (Array.isArray(value)) {
    return ordered(known, value, now).map(([item, other]) =>
      toCel(known.items, item, other),
    );
  }
  if (!isObject(value)) return value;
  // A Map, for a field may be called as JavaScript calls something of its own.
  const result = new Map<string, unknown>();
  const shape =
    known['x-kubernetes-embedded-resource'] === true ? withHead(known) : known;
  const fields = isObject(shape.properties) ? shape.properties : {};
  for (const [key, item] of Object.entries(value)) {
    const other = ownValue(now, key);
    if (Object.hasOwn(fields, key)) {
      const name = escapeName(key);
      if (name && item !== null) {
        result.set(name, toCel(fields[key], item, other));
      }
    } else if (
      shape.additionalProperties ||
      shape['x-kubernetes-preserve-unknown-fields'] === true
    ) {
      result.set(key, toCel(shape.additionalProperties, item, other));
    }
  }
  return result;
}

function numberToCel(schema: Schema, value: number): unknown {
  const whole =
    schema.type === 'integer' ||
    schema.type === undefined ||
    schema['x-kubernetes-int-or-string'] === true;
  return whole && Number.isInteger(value) ? BigInt(value) : value;
}

function textToCel(schema: Schema, text: string): unknown {
  if (schema.type !== 'string') return text;
  switch (schema.format) {
    case 'date':
      return dateOr(text, `${text}T00:00:00Z`);
    case 'date-time':
      return dateOr(text, text);
    case 'duration': {
      const nanos = parseDuration(text);
      return nanos === undefined ? text : toDuration(nanos);
    }
    case 'byte':
      return new Uint8Array(Buffer.from(text, 'base64'));
    default:
      return text;
  }
}

function dateOr(text: string, iso: string): unknown {
  const date = new Date(iso.toUpperCase());
  return Number.isNaN(date.getTime()) ? text : date;
}

/** The entries, each with the one of the new list that it belongs to, in the order of the new list where order is free. */
function ordered(
  schema: Schema,
  list: unknown[],
  now: unknown,
): Array<[item: unknown, other: unknown]> {
  const type = schema['x-kubernetes-list-type'];
  if (!Array.isArray(now) || (type !== 'set' && type !== 'map')) {
    return list.map((item, i) => [
      item,
      Array.isArray(now) ? now[i] : undefined,
    ]);
  }
  const same = (a: unknown, b: unknown) =>
    type === 'map'
      ? isUnchanged(undefined, keysOf(schema, a), keysOf(schema, b))
      : isUnchanged(schema.items, a, b);
  const rest = [...list];
  const paired = now.flatMap((other): Array<[unknown, unknown]> => {
    const at = rest.findIndex(item => same(item, other));
    return at < 0 ? [] : [[rest.splice(at, 1)[0], other]];
  });
  return [
    ...paired,
    ...rest.map((item): [unknown, unknown] => [item, undefined]),
  ];
}
