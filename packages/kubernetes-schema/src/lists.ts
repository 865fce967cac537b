import { stringify } from 'safe-stable-stringify';
import { eachValue, Path } from './Schema';
import { keysOf } from './correlate';

/** An entry that stands in its list already (`x-kubernetes-list-type`): no entry of a set, and no key of a map, twice. */
export interface Duplicate {
  path: Path;
  /** What it says: the entry, or its keys. */
  key: unknown;
}

/** All duplicates, in the order of the object. */
export function findDuplicates(schema: unknown, value: unknown): Duplicate[] {
  const found: Duplicate[] = [];
  eachValue(schema, value, (sub, list, path) => {
    const type = sub['x-kubernetes-list-type'];
    if (!Array.isArray(list) || (type !== 'set' && type !== 'map')) return;
    const seen = new Set<string>();
    list.forEach((item, i) => {
      const key = type === 'map' ? keysOf(sub, item) : item;
      // Equal values are one text, whatever the order of their fields.
      const text = stringify(key) ?? 'null';
      if (seen.has(text)) found.push({ path: [...path, i], key });
      seen.add(text);
    });
  });
  return found;
}
