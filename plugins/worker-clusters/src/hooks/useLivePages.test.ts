import { joinPages } from './useLivePages';

const page = (...items: number[]) => ({ items });

describe('joinPages', () => {
  it('puts the items of all pages into one list', () => {
    expect(joinPages([page(1, 2), page(3)], undefined).items).toEqual([
      1, 2, 3,
    ]);
  });

  it('returns the list before if each page is the same object', () => {
    const pages = [page(1), page(2)];
    const before = joinPages(pages, undefined);
    expect(joinPages([...pages], before)).toBe(before);
    expect(joinPages([pages[0], page(2)], before)).not.toBe(before);
    expect(joinPages([pages[0]], before).items).toEqual([1]);
  });
});
