import { collectPaths } from './collectPaths';

describe('collectPaths', () => {
  it('names both paths of a renamed file, and each once', async () => {
    await expect(
      collectPaths(10, async page => ({
        files: [[['b', 'a']], [['b', null], ['c']]][page],
        last: page === 1,
      })),
    ).resolves.toEqual({ paths: ['b', 'a', 'c'], complete: true });
  });

  it('reads no page beyond the limit', async () => {
    const read = jest.fn(async (page: number) => ({
      files: [[`${page}`]],
      last: false,
    }));
    await expect(collectPaths(2, read)).resolves.toEqual({
      paths: ['0', '1'],
      complete: false,
    });
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('ends at an empty page of a host that always has another one', async () => {
    const read = jest.fn(async () => ({ files: [], last: false }));
    await expect(collectPaths(2, read)).resolves.toEqual({
      paths: [],
      complete: false,
    });
    expect(read).toHaveBeenCalledTimes(1);
  });
});
