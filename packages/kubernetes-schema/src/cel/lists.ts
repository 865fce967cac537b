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

const distinct = (list: unknown[]) =>
  list.filter((item, i) => !contains(list.slice(0, i), item));

function flatten(list: unknown[], depth = 1n): unknown[] {
  if (depth < 0n) throw new Error('level must be non-negative');
  return list.flat(Number(depth));
}

function slice(list: unknown[], from: bigint, to: bigint): unknown[] {
  if (from < 0n || to < from || to > BigInt(list.length)) {
    throw new Error(`cannot slice(${from}, ${to})`);
  }
  return list.slice(Number(from), Number(to));
}

/** A rule has no use for longer ones. */
const MAX_RANGE = 10_000n;

function range(end: bigint): bigint[] {
  if (end > MAX_RANGE) throw new Error(`lists.range(${end}) is too long`);
  return Array.from({ length: Math.max(0, Number(end)) }, (_, i) => BigInt(i));
}

/** Kubernetes' list library, and CEL's extensions for sets and lists. */
export const LISTS: Library = {
  namespaces: ['sets', 'lists'],
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
    ['list.distinct(): list<dyn>', distinct],
    ['list.flatten(): list<dyn>', l => flatten(l)],
    ['list.flatten(int): list<dyn>', flatten],
    ['list.reverse(): list<dyn>', l => [...l].reverse()],
    ['list.slice(int, int): list<dyn>', slice],
    ['list.sort(): list<dyn>', l => [...l].sort(celCompare)],
    ['ListsNamespace.range(int): list<int>', (_, end) => range(end)],
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
