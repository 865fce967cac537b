import { isObject, Schema } from './Schema';

/** Words that CEL reserves: a field of such a name is `__<name>__` in a rule. */
const RESERVED = new Set([
  'true',
  'false',
  'null',
  'in',
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
]);

/**
 * How a rule calls a field (Kubernetes, "Validation rules", escaping of property names). Undefined for a name that a rule
 * cannot call at all.
 */
export function escapeName(name: string): string | undefined {
  if (RESERVED.has(name)) return `__${name}__`;
  const escaped = name
    .replace(/__/g, '__underscores__')
    .replace(/\./g, '__dot__')
    .replace(/-/g, '__dash__')
    .replace(/\//g, '__slash__');
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(escaped) ? escaped : undefined;
}

/**
 * A value as the rules see it: whole numbers are of CEL's type int where the schema says integer, fields have the names
 * that rules use, and fields that the schema does not have are not there.
 */
export function toCel(schema: unknown, value: unknown): unknown {
  const known = isObject(schema) ? schema : {};
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') {
    const whole =
      known.type === 'integer' ||
      (known['x-kubernetes-int-or-string'] === true &&
        Number.isInteger(value)) ||
      (known.type === undefined && Number.isInteger(value));
    return whole && Number.isInteger(value) ? BigInt(value) : value;
  }
  if (Array.isArray(value)) return value.map(item => toCel(known.items, item));
  if (!isObject(value)) return value;
  const result: Schema = Object.create(null);
  for (const [key, item] of Object.entries(value)) {
    if (isObject(known.properties) && Object.hasOwn(known.properties, key)) {
      const name = escapeName(key);
      if (name) result[name] = toCel(known.properties[key], item);
    } else if (
      isObject(known.additionalProperties) ||
      known['x-kubernetes-preserve-unknown-fields'] === true ||
      known.additionalProperties === true
    ) {
      result[key] = toCel(known.additionalProperties, item);
    }
  }
  return { ...result };
}
