import type { GitPullRequestStatus } from '@worker-clusters/git-pull-requests';
import { HostStates } from './HostStates';

const STATE: GitPullRequestStatus = {
  headCommit: 'c',
  checks: 'passed',
  reviews: { approvedBy: ['ada'], changesRequestedBy: [], pending: [] },
  mergeability: 'mergeable',
};
const { headCommit: _, ...KEPT } = STATE;

function setup() {
  let time = 0;
  const read: number[] = [];
  const git = {
    getPullRequestStatus: async (number: number) => {
      read.push(number);
      return STATE;
    },
  };
  const states = new HostStates(git, () => time);
  return {
    git,
    read,
    states,
    pass: (minutes: number) => (time += minutes * 60_000),
  };
}

const open = (...numbers: number[]) =>
  numbers.map(number => ({ number, headCommit: 'a' }));

it('reads a few states in each refresh, until all are known', async () => {
  const { states, read } = setup();
  const all = open(1, 2, 3, 4, 5, 6, 7);
  expect((await states.read(all)).size).toBe(5);
  const known = await states.read(all);
  expect(known.size).toBe(7);
  expect(known.get(7)).toEqual(KEPT);
  await states.read(all);
  expect(read).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

it('reads a state again after 10 minutes, or at once after another commit', async () => {
  const { states, read, pass } = setup();
  await states.read(open(1, 2));
  await states.read([{ number: 1, headCommit: 'b' }, ...open(2)]);
  expect(read).toEqual([1, 2, 1]);
  pass(10);
  await states.read([{ number: 1, headCommit: 'b' }, ...open(2)]);
  expect(read).toEqual([1, 2, 1, 1, 2]);
});

it('keeps what it knows where the host does not answer, and forgets closed requests', async () => {
  const { states, git, pass } = setup();
  await states.read(open(1, 2));
  git.getPullRequestStatus = async () => {
    throw new Error('away');
  };
  pass(10);
  expect([...(await states.read(open(1, 3))).keys()]).toEqual([1]);
});

it('drops a state that it cannot read for an hour, also one that was stored', async () => {
  const { states, git, pass } = setup();
  const stored = new Map([[2, KEPT]]);
  await states.read(open(1), stored);
  git.getPullRequestStatus = async () => {
    throw new Error('away');
  };
  const known = async () => [...(await states.read(open(1, 2), stored)).keys()];
  expect(await known()).toEqual([1, 2]);
  pass(59);
  expect(await known()).toEqual([1, 2]);
  pass(10);
  expect(await known()).toEqual([]);
});

it('says nothing of a commit by what it knows of the one before', async () => {
  const { states, git } = setup();
  await states.read(open(1));
  git.getPullRequestStatus = async () => {
    throw new Error('away');
  };
  const pushed = [{ number: 1, headCommit: 'b' }];
  expect((await states.read(pushed, new Map([[1, KEPT]]))).size).toBe(0);
});

it('bounds the names', async () => {
  const { states, git } = setup();
  git.getPullRequestStatus = async () => ({
    ...STATE,
    reviews: { ...STATE.reviews, pending: Array(500).fill('x'.repeat(1000)) },
  });
  const { pending } = (await states.read(open(1))).get(1)!.reviews;
  expect(pending).toHaveLength(20);
  expect(pending[0]).toHaveLength(255);
});
