import { boundBody } from './boundBody';
import { BodyTooLargeError } from './http/readBody';
import { shrinkingPages } from './shrinkingPages';

/** A list whose entries have sizes, of a host that sends up to `longest` entries and bounds a page at 10. */
async function readAll(weights: number[], longest = 100) {
  const calls: Array<[number, number]> = [];
  const found: number[] = [];
  const pages = shrinkingPages([100, 50, 25, 5, 1], async (offset, size) => {
    calls.push([offset, size]);
    const page = Math.min(size, longest);
    const start = (offset / size) * page;
    const items = weights
      .map((weight, index) => ({ weight, index }))
      .slice(start, start + page);
    if (items.reduce((sum, { weight }) => sum + weight, 0) > 10) {
      throw new BodyTooLargeError(10);
    }
    return { items, last: items.length === 0 };
  });
  for await (const items of pages) found.push(...items.map(i => i.index));
  return { calls, found };
}

const indexes = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('shrinkingPages', () => {
  it('reads a list in whole pages', async () => {
    const { calls, found } = await readAll(Array(250).fill(0));
    expect(found).toEqual(indexes(250));
    expect(calls.map(([, size]) => size)).toEqual([100, 100, 100, 50]);
  });

  it('reads what is too large for a page in smaller ones, and goes back to whole pages', async () => {
    const weights = Array(300).fill(0);
    weights.fill(3, 100, 120);
    const { calls, found } = await readAll(weights);
    expect(found).toEqual(indexes(300));
    expect(calls.at(0)).toEqual([0, 100]);
    expect(calls).toContainEqual([200, 100]);
    expect(calls.length).toBeLessThan(40);
  });

  it('leaves out an entry that is too large by itself, and nothing else', async () => {
    const weights = Array(120).fill(0);
    weights[7] = 11;
    weights[119] = 11;
    const { found } = await readAll(weights);
    expect(found).toEqual(indexes(120).filter(i => i !== 7 && i !== 119));
  });

  it('follows a host that is set to shorter pages than requested', async () => {
    const weights = Array(95).fill(0);
    const { found } = await readAll(weights, 30);
    expect(found).toEqual(indexes(95));
    weights[40] = 11;
    const { found: others } = await readAll(weights, 30);
    expect([...new Set(others)]).toEqual(indexes(95).filter(i => i !== 40));
  });

  it('passes any other failure on', async () => {
    const pages = shrinkingPages([1], async () => {
      throw new Error('down');
    });
    await expect(pages.next()).rejects.toThrow('down');
  });
});

describe('boundBody', () => {
  it('keeps a text that somebody reads as it is', () => {
    expect(boundBody('x'.repeat(65_536))).toHaveLength(65_536);
    expect(boundBody(null)).toBe('');
  });

  it('keeps beginning and end of one that nobody reads', () => {
    const body = `start${'x'.repeat(1_000_000)}<!-- end -->`;
    const bound = boundBody(body);
    expect(bound.length).toBeLessThan(66_000);
    expect(bound).toMatch(/^start/);
    expect(bound).toMatch(/\[…\][^]*<!-- end -->$/);
  });
});
