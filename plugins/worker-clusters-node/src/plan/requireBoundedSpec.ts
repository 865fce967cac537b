import { InputError } from '@backstage/errors';

/** Levels of objects and lists below `spec`. The deepest XRD that is known has 9. */
export const MAX_SPEC_DEPTH = 32;
/** Fields, list items and the objects that hold them, all together. */
export const MAX_SPEC_VALUES = 5_000;

/**
 * Passes the spec of a request that everything after it can walk recursively.
 *
 * @param spec - untrusted JSON; undefined for a request without one
 * @throws InputError for too many values or levels, and for keys that JavaScript takes for the prototype of an object.
 */
export function requireBoundedSpec(spec: unknown): void {
  const open: Array<{ value: unknown; depth: number }> = [
    { value: spec, depth: 0 },
  ];
  let count = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next;
    count += 1;
    if (count + open.length > MAX_SPEC_VALUES) {
      throw new InputError(
        `The spec has more than ${MAX_SPEC_VALUES} values. Leave out what the XRD does not have.`,
      );
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_SPEC_DEPTH) {
      throw new InputError(
        `The spec has more than ${MAX_SPEC_DEPTH} levels. Leave out what the XRD does not have.`,
      );
    }
    if (Object.hasOwn(value, '__proto__')) {
      throw new InputError("The spec has a field '__proto__'. Leave it out.");
    }
    for (const inner of Object.values(value)) {
      open.push({ value: inner, depth: depth + 1 });
    }
  }
}
