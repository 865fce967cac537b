import { collectPullRequests } from './collectPullRequests';
import type { GitPullRequest } from './GitRepository';

const pull = (number: number, head: string, state = 'open') =>
  ({ number, head, state } as GitPullRequest);

async function* pages() {
  yield [pull(3, 'a/1'), pull(2, 'fork:a/1')];
  // It has moved to the second page meanwhile.
  yield [pull(2, 'fork:a/1'), pull(1, 'b', 'merged'), undefined];
  yield [pull(4, 'a/2')];
}

describe('collectPullRequests', () => {
  it.each([
    [
      'all of them, each once, the newest first',
      { state: 'all' },
      [4, 3, 2, 1],
    ],
    ['those of a branch of the repository', { head: 'a/1' }, [3]],
    ['those whose branch begins so', { headPrefix: 'a/' }, [4, 3]],
    ['those that are closed', { state: 'closed' }, [1]],
  ] as const)('collects %s', async (_, options, numbers) => {
    const found = await collectPullRequests(
      { state: 'all', ...options },
      pages(),
      each => each,
    );
    expect(found.map(({ number }) => number)).toEqual(numbers);
  });
});
