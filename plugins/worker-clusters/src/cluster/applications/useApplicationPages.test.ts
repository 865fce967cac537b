import { reuse } from './useApplicationPages';

const key = (item: { id: string }) => item.id;

describe('reuse', () => {
  it('keeps objects that say the same, and takes those that changed', () => {
    const same = { id: 'a', health: 'Healthy' };
    const before = { id: 'b', health: 'Healthy' };
    const after = { id: 'b', health: 'Degraded' };
    const added = { id: 'c', health: 'Healthy' };
    const result = reuse(
      new Map([
        ['a', same],
        ['b', before],
      ]),
      [{ ...same }, after, added],
      key,
    );
    expect(result[0]).toBe(same);
    expect(result[1]).toBe(after);
    expect(result[2]).toBe(added);
  });
});
