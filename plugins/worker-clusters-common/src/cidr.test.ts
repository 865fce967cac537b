import fc from 'fast-check';
import {
  cidrContains,
  cidrProblem,
  cidrsOverlap,
  formatCidr,
  freeCidr,
  parseCidr,
} from './cidr';

const range = (text: string) => parseCidr(text)!;

describe('parseCidr, cidrProblem', () => {
  it.each([
    ['10.42.0.0/16', /^$/],
    ['0.0.0.0/0', /^$/],
    ['192.168.1.1/32', /^$/],
    ['', /four numbers/],
    ['10.42.0.0', /four numbers/],
    ['fd00::/8', /four numbers/],
    ['10.42.0.0/16\n', /four numbers/],
    ['10.256.0.0/16', /at most 255/],
    ['10.42.0.0/33', /at most 32/],
    ['10.42.7.0/16', /write 10\.42\.0\.0\/16/],
    ['255.255.255.255/1', /write 128\.0\.0\.0\/1/],
  ])('%j', (text, problem) => {
    expect(cidrProblem(text) ?? '').toMatch(problem);
    expect(parseCidr(text) === undefined).toBe(problem.source !== '^$');
  });

  it('quotes at most 80 characters', () => {
    expect(cidrProblem('x'.repeat(10_000))!.length).toBeLessThan(250);
  });

  it('reads what formatCidr writes', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 32 - 1),
        fc.integer({ min: 0, max: 32 }),
        (address, prefix) => {
          const base = address - (address % 2 ** (32 - prefix));
          expect(parseCidr(formatCidr({ base, prefix }))).toEqual({
            base,
            prefix,
          });
        },
      ),
    );
  });
});

it.each([
  ['10.0.0.0/16', '10.0.0.0/16', true, true],
  ['10.0.0.0/8', '10.9.0.0/16', true, true],
  ['10.9.0.0/16', '10.0.0.0/8', true, false],
  ['10.0.0.0/16', '10.1.0.0/16', false, false],
  ['0.0.0.0/0', '255.255.255.255/32', true, true],
])('%s and %s: overlap %s, the first contains the second %s', (a, b, o, c) => {
  expect(cidrsOverlap(range(a), range(b))).toBe(o);
  expect(cidrsOverlap(range(b), range(a))).toBe(o);
  expect(cidrContains(range(a), range(b))).toBe(c);
});

describe('freeCidr', () => {
  it.each<[string, number, string[], string | undefined]>([
    ['10.0.0.0/8', 16, [], '10.0.0.0/16'],
    ['10.0.0.0/8', 16, ['10.0.0.0/16'], '10.1.0.0/16'],
    ['10.0.0.0/8', 16, ['10.0.128.0/17', '10.1.0.0/24'], '10.2.0.0/16'],
    ['10.0.0.0/8', 16, ['9.0.0.0/8', '10.0.0.0/9'], '10.128.0.0/16'],
    ['10.0.0.0/15', 16, ['10.1.0.0/16', '10.0.0.0/16'], undefined],
    ['10.0.0.0/16', 8, [], undefined],
    ['255.255.0.0/16', 17, ['255.255.0.0/17'], '255.255.128.0/17'],
  ])('of %s with /%i and %j in use is %s', (pool, prefix, used, free) => {
    const found = freeCidr(range(pool), prefix, used.map(range));
    expect(found && formatCidr(found)).toBe(free);
  });
});
