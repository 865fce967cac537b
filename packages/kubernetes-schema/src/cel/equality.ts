import { Duration } from './evaluator';
import { Quantity } from './quantity';

/** `==` of CEL, where a function of ours has to compare: numbers by value, lists and maps by what is in them. */
export function celEquals(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) {
    // eslint-disable-next-line eqeqeq
    return a == b;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => celEquals(item, b[i]));
  }
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false;
  if (a instanceof Date && b instanceof Date) {
    return a.getTime() === b.getTime();
  }
  if (a instanceof Quantity && b instanceof Quantity) {
    return a.nanos === b.nanos;
  }
  if (a instanceof Duration && b instanceof Duration) {
    return a.seconds === b.seconds && a.nanos === b.nanos;
  }
  const [left, right] = [entriesOf(a), entriesOf(b)];
  return (
    left !== undefined &&
    right !== undefined &&
    left.size === right.size &&
    [...left].every(
      ([key, item]) => right.has(key) && celEquals(item, right.get(key)),
    )
  );
}

/** A map of CEL, whether it was in the object or in the rule. */
export function entriesOf(value: unknown): Map<unknown, unknown> | undefined {
  if (value instanceof Map) return value;
  return typeof value === 'object' && value && value.constructor === Object
    ? new Map(Object.entries(value))
    : undefined;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Order of two values of one type. */
export function celCompare(a: any, b: any): number {
  if (celEquals(a, b)) return 0;
  return a < b ? -1 : 1;
}
