import { Duration } from './evaluator';
import { celCompare, celEquals } from './equality';
import { Library, required } from './types';

const contains = (list: unknown[], item: unknown) =>
  list.some(other => celEquals(other, item));
const containsAll = (list: unknown[], items: unknown[]) =>
  items.every(item => contains(list, item));

function sum(list: any[]): unknown {
  if (!list.length) return 0n;
  return list
    .slice(1)
    .reduce(
      (total, item) =>
        total instanceof Duration ? total.addDuration(item) : total + item,
      list[0],
    );
}

const best = (list: unknown[], sign: 1 | -1, name: string) =>
  list
    .slice(1)
    .reduce(
      (found, item) => (celCompare(item, found) * sign > 0 ? item : found),
      required(list[0] ?? undefined, `${name} called on empty list`),
    );

/** Kubernetes' list library, and CEL's extension for sets. */
export const LISTS: Library = {
  namespaces: ['sets'],
  functions: [
    [
      'list.isSorted(): bool',
      l =>
        l.every((v: unknown, i: number) => !i || celCompare(l[i - 1], v) <= 0),
    ],
    ['list.sum(): dyn', sum],
    ['list.min(): dyn', l => best(l, -1, 'min')],
    ['list.max(): dyn', l => best(l, 1, 'max')],
    [
      'list.k8s_indexOf(dyn): int',
      (l, v) => BigInt(l.findIndex((item: unknown) => celEquals(item, v))),
    ],
    [
      'list.k8s_lastIndexOf(dyn): int',
      (l, v) => BigInt(l.findLastIndex((item: unknown) => celEquals(item, v))),
    ],
    [
      'SetsNamespace.contains(list, list): bool',
      (_, a, b) => containsAll(a, b),
    ],
    [
      'SetsNamespace.equivalent(list, list): bool',
      (_, a, b) => containsAll(a, b) && containsAll(b, a),
    ],
    [
      'SetsNamespace.intersects(list, list): bool',
      (_, a, b) => a.some((item: unknown) => contains(b, item)),
    ],
  ],
};
