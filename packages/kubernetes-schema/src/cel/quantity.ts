import { Library, required } from './types';

const NANO = 1_000_000_000n;
const DECIMAL: Record<string, number> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const MAX_EXPONENT = 30;
const INT64 = 2n ** 63n;

/** A quantity of Kubernetes (`500m`, `1.5Gi`), exact to the nano. */
export class Quantity {
  constructor(
    readonly nanos: bigint,
    /** Whether Kubernetes reads it as a whole number: `1000m` it does not. */
    readonly whole: boolean,
  ) {}

  /** As a whole number, if it is one and fits into 64 bits. */
  get integer(): bigint | undefined {
    const value = this.nanos / NANO;
    return this.whole && value >= -INT64 && value < INT64 ? value : undefined;
  }
}

function parseQuantity(text: string): Quantity | undefined {
  const match =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:([KMGTPE]i)|([numkMGTPE]?)|[eE]([+-]?\d{1,3}))$/.exec(
      text,
    );
  if (!match || !(match[2] || match[3])) return undefined;
  const [, sign, digits, fraction = '', binary, decimal, exponent] = match;
  const power =
    exponent === undefined ? DECIMAL[decimal ?? ''] : Number(exponent);
  if (Math.abs(power) > MAX_EXPONENT) return undefined;
  const scale = (binary ? 0 : power) - fraction.length + 9;
  let nanos = BigInt(digits + fraction);
  if (binary) nanos *= 1024n ** BigInt(BINARY.indexOf(binary) + 1);
  if (scale >= 0) nanos *= 10n ** BigInt(scale);
  else {
    // Kubernetes rounds up what is below a nano.
    const unit = 10n ** BigInt(-scale);
    nanos = (nanos + unit - 1n) / unit;
  }
  const whole = binary ? fraction === '' : power - fraction.length >= 0;
  return new Quantity(sign === '-' ? -nanos : nanos, whole);
}

const plus = (a: Quantity, b: Quantity, sign: 1n | -1n) =>
  new Quantity(a.nanos + sign * b.nanos, a.whole && b.whole);
const fromInt = (n: bigint) => new Quantity(n * NANO, true);

function order(a: Quantity, b: Quantity): bigint {
  if (a.nanos === b.nanos) return 0n;
  return a.nanos < b.nanos ? -1n : 1n;
}

/** Kubernetes' quantity library. */
export const QUANTITY: Library = {
  types: { Quantity },
  equality: [['Quantity', (a, b) => a.nanos === b.nanos]],
  functions: [
    ['isQuantity(string): bool', text => parseQuantity(text) !== undefined],
    [
      'quantity(string): Quantity',
      text => required(parseQuantity(text), `'${text}' is not a quantity`),
    ],
    ['Quantity.isGreaterThan(Quantity): bool', (a, b) => a.nanos > b.nanos],
    ['Quantity.isLessThan(Quantity): bool', (a, b) => a.nanos < b.nanos],
    ['Quantity.compareTo(Quantity): int', order],
    ['Quantity.isInteger(): bool', q => q.integer !== undefined],
    [
      'Quantity.asInteger(): int',
      q => required(q.integer, 'cannot convert value to integer'),
    ],
    [
      'Quantity.asApproximateFloat(): double',
      q => Number(q.nanos / NANO) + Number(q.nanos % NANO) / 1e9,
    ],
    ['sign(Quantity): int', q => order(q, fromInt(0n))],
    ['Quantity.add(Quantity): Quantity', (a, b) => plus(a, b, 1n)],
    ['Quantity.add(int): Quantity', (a, n) => plus(a, fromInt(n), 1n)],
    ['Quantity.sub(Quantity): Quantity', (a, b) => plus(a, b, -1n)],
    ['Quantity.sub(int): Quantity', (a, n) => plus(a, fromInt(n), -1n)],
  ],
};
