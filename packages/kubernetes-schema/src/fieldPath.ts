import { isObject, ownValue } from './Schema';

/**
 * The names in a `fieldPath` of a rule: `.a['b-c']` as `a` and `b-c`. Undefined for a text that is no such path, or that
 * names what the schema does not have.
 */
export function readFieldPath(
  schema: unknown,
  text: string,
): string[] | undefined {
  const names: string[] = [];
  let current = schema;
  let rest = text;
  while (rest) {
    const step = /^(?:\.([^.[\]]+)|\['((?:[^'\\]|\\[abfnrtv'\\])*)'\])/.exec(
      rest,
    );
    if (!step || !isObject(current)) return undefined;
    const name = step[1] ?? step[2].replace(/\\(['\\])/g, '$1');
    current = isObject(current.properties)
      ? ownValue(current.properties, name)
      : current.additionalProperties;
    if (current === undefined) return undefined;
    names.push(name);
    rest = rest.slice(step[0].length);
  }
  return names;
}
