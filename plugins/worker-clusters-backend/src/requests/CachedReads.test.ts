import { FakeGit } from '../__testUtils__/FakeGit';
import { CachedReads, READS_MAX_AGE_MS } from './CachedReads';

function create() {
  const git = new FakeGit();
  git.files.set('main:a.yaml', 'a');
  let time = 0;
  const reads = new CachedReads(git.open(), () => time);
  return { git, reads, pass: (ms: number) => (time += ms) };
}

describe('CachedReads', () => {
  it('reads each answer once in 10 s', async () => {
    const { git, reads, pass } = create();
    for (let i = 0; i < 2; i++) {
      expect((await reads.getFile('a.yaml', 'main'))?.content).toBe('a');
      expect(await reads.getFile('b.yaml', 'main')).toBeUndefined();
      await reads.listPullRequests({ state: 'open', headPrefix: 'x' });
      await reads.defaultBranch();
      pass(READS_MAX_AGE_MS - 1);
    }
    expect(git.calls).toEqual([
      'getFile main',
      'getFile main',
      'listPullRequests',
      'defaultBranch',
    ]);
    pass(1);
    git.files.set('main:a.yaml', 'changed');
    expect((await reads.getFile('a.yaml', 'main'))?.content).toBe('changed');
  });

  it('makes one call for callers at the same time', async () => {
    const { git, reads } = create();
    await Promise.all([1, 2, 3].map(() => reads.getFile('a.yaml', 'main')));
    expect(git.calls).toHaveLength(1);
  });

  it('keeps no error', async () => {
    const { git, reads } = create();
    git.fault = new Error('away');
    await expect(reads.getFile('a.yaml', 'main')).rejects.toThrow('away');
    git.fault = undefined;
    expect((await reads.getFile('a.yaml', 'main'))?.content).toBe('a');
  });

  it('reads anew after clear', async () => {
    const { git, reads } = create();
    await reads.getFile('a.yaml', 'main');
    reads.clear();
    await reads.getFile('a.yaml', 'main');
    expect(git.calls).toHaveLength(2);
  });

  it('keeps a bounded number of answers', async () => {
    const { git, reads } = create();
    for (let i = 0; i <= 200; i++) await reads.getFile(`${i}.yaml`, 'main');
    git.calls.length = 0;
    await reads.getFile('200.yaml', 'main');
    expect(git.calls).toEqual([]);
    await reads.getFile('0.yaml', 'main');
    expect(git.calls).toEqual(['getFile main']);
  });
});
