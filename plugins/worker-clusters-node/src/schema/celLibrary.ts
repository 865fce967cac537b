import { isIP, isIPv4 } from 'node:net';
import { Environment } from '@marcbachmann/cel-js';

/** A quantity of Kubernetes (`500m`, `1.5Gi`) as a number. */
class Quantity {
  constructor(readonly value: number) {}
}

/** An address range of Kubernetes' library. */
class CidrRange {
  constructor(
    readonly base: bigint,
    readonly prefix: number,
    readonly bits: number,
  ) {}
}

const SUFFIXES: Record<string, number> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

function parseQuantity(text: string): Quantity | undefined {
  const match =
    /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([a-zA-Z]{0,2}))$/.exec(text);
  if (!match || (!match[2] && !Object.hasOwn(SUFFIXES, match[3] ?? '')))
    return undefined;
  return new Quantity(
    match[2]
      ? Number(match[1] + match[2])
      : Number(match[1]) * SUFFIXES[match[3] ?? ''],
  );
}

function addressOf(text: string): { value: bigint; bits: number } | undefined {
  if (!isIP(text)) return undefined;
  if (isIPv4(text)) {
    return {
      value: text.split('.').reduce((v, o) => v * 256n + BigInt(o), 0n),
      bits: 32,
    };
  }
  // `::` stands for as many groups of zeros as are missing.
  const [head, tail] = text.split('::').map(h => (h ? h.split(':') : []));
  const groups =
    tail === undefined
      ? head
      : [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  return {
    value: groups.reduce((v, g) => v * 65536n + BigInt(`0x${g}`), 0n),
    bits: 128,
  };
}

function parseRange(text: string): CidrRange | undefined {
  const [ip, prefix, ...rest] = text.split('/');
  const address = addressOf(ip);
  if (
    !address ||
    rest.length ||
    !/^\d{1,3}$/.test(prefix ?? '') ||
    Number(prefix) > address.bits
  )
    return undefined;
  return new CidrRange(address.value, Number(prefix), address.bits);
}

function contains(range: CidrRange, value: bigint, bits: number): boolean {
  const shift = BigInt(range.bits - range.prefix);
  return bits === range.bits && range.base >> shift === value >> shift;
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(what);
  return value;
}

const compare = (a: any, b: any): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/** Functions that Kubernetes adds to CEL ("Common Expression Language in Kubernetes") and the evaluator lacks. */
const FUNCTIONS: Array<
  [signature: string, handler: (...args: any[]) => unknown]
> = [
  ['string.replace(string, string): string', (s, a, b) => s.split(a).join(b)],
  [
    'string.replace(string, string, int): string',
    (s, a, b, n) => {
      const parts = s.split(a);
      const count = n < 0n ? parts.length : Number(n) + 1;
      return [parts.slice(0, count).join(b), ...parts.slice(count)].join(a);
    },
  ],
  ['string.charAt(int): string', (s, i) => s.charAt(Number(i))],
  ['string.reverse(): string', s => [...s].reverse().join('')],
  ['string.find(string): string', (s, p) => new RegExp(p).exec(s)?.[0] ?? ''],
  [
    'string.findAll(string): list<string>',
    (s, p) => s.match(new RegExp(p, 'g')) ?? [],
  ],
  [
    'string.findAll(string, int): list<string>',
    (s, p, n) =>
      (s.match(new RegExp(p, 'g')) ?? []).slice(
        0,
        n < 0n ? undefined : Number(n),
      ),
  ],
  [
    'list.isSorted(): bool',
    l =>
      l.every((v: unknown, i: number) => i === 0 || compare(l[i - 1], v) <= 0),
  ],
  [
    'list.sum(): dyn',
    l => l.reduce((a: any, b: any) => a + b, typeof l[0] === 'number' ? 0 : 0n),
  ],
  [
    'list.min(): dyn',
    l => required([...l].sort(compare)[0], 'min of an empty list'),
  ],
  [
    'list.max(): dyn',
    l => required([...l].sort(compare).at(-1), 'max of an empty list'),
  ],
  [
    'list.indexOf(dyn): int',
    (l, v) => BigInt(l.findIndex((x: unknown) => x === v)),
  ],
  ['list.lastIndexOf(dyn): int', (l, v) => BigInt(l.lastIndexOf(v))],
  ['isQuantity(string): bool', s => parseQuantity(s) !== undefined],
  [
    'quantity(string): Quantity',
    s => required(parseQuantity(s), `'${s}' is not a quantity`),
  ],
  ['Quantity.isGreaterThan(Quantity): bool', (a, b) => a.value > b.value],
  ['Quantity.isLessThan(Quantity): bool', (a, b) => a.value < b.value],
  [
    'Quantity.compareTo(Quantity): int',
    (a, b) => BigInt(compare(a.value, b.value)),
  ],
  ['Quantity.isInteger(): bool', q => Number.isSafeInteger(q.value)],
  ['Quantity.asInteger(): int', q => BigInt(q.value)],
  ['Quantity.asApproximateFloat(): double', q => q.value],
  ['Quantity.sign(): int', q => BigInt(Math.sign(q.value))],
  [
    'Quantity.add(Quantity): Quantity',
    (a, b) => new Quantity(a.value + b.value),
  ],
  [
    'Quantity.sub(Quantity): Quantity',
    (a, b) => new Quantity(a.value - b.value),
  ],
  ['isIP(string): bool', s => isIP(s) > 0],
  ['isCIDR(string): bool', s => parseRange(s) !== undefined],
  [
    'cidr(string): CidrRange',
    s => required(parseRange(s), `'${s}' is not a CIDR`),
  ],
  [
    'CidrRange.containsIP(string): bool',
    (r, s) => {
      const address = required(addressOf(s), `'${s}' is not an IP address`);
      return contains(r, address.value, address.bits);
    },
  ],
  [
    'CidrRange.containsCIDR(string): bool',
    (r, s) => {
      const other = required(parseRange(s), `'${s}' is not a CIDR`);
      return other.prefix >= r.prefix && contains(r, other.base, other.bits);
    },
  ],
  ['CidrRange.prefixLength(): int', r => BigInt(r.prefix)],
  ['isURL(string): bool', s => URL.canParse(s)],
];

/** An environment in which a rule of a CRD is evaluated: `self`, `oldSelf`, Kubernetes' functions, and bounded size. */
export function createRuleEnvironment(): Environment {
  const environment = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 5000, maxDepth: 60 },
  } as any);
  environment.registerType('Quantity', Quantity as any);
  environment.registerType('CidrRange', CidrRange as any);
  environment.registerVariable('self', 'dyn');
  environment.registerVariable('oldSelf', 'dyn');
  for (const [signature, handler] of FUNCTIONS) {
    environment.registerFunction(signature, handler as any);
  }
  return environment;
}
