import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { requireApprovers } from './requireApprovers';

const policy = {
  environments: {
    dev: {},
    prod: { secondApprover: { reviewers: ['grace'], teams: ['leads'] } },
    test: { secondApprover: { reviewers: [], teams: [] } },
  },
};
const host = (answer: () => any) => ({
  findUnknownReviewers: jest.fn(async () => answer()),
});
const throws = (error: Error) => () => {
  throw error;
};

describe('requireApprovers', () => {
  it('passes reviewers and teams that the host knows', async () => {
    const known = host(() => []);
    await expect(requireApprovers(known, policy, 'prod')).resolves.toEqual([]);
    expect(known.findUnknownReviewers).toHaveBeenCalledWith({
      reviewers: ['grace'],
      teamReviewers: ['leads'],
    });
  });

  it.each(['dev', 'test', 'constructor'])(
    'makes no call for an environment without a second approver: %s',
    async environment => {
      const unused = host(() => []);
      await expect(
        requireApprovers(unused, policy, environment),
      ).resolves.toEqual([]);
      expect(unused.findUnknownReviewers).not.toHaveBeenCalled();
    },
  );

  it('refuses what the host does not know', async () => {
    const unknown = host(() => [
      { kind: 'team', name: 'leads', message: "git.test has no team 'leads'." },
    ]);
    await expect(requireApprovers(unknown, policy, 'prod')).rejects.toThrow(
      /^git\.test has no team 'leads'\. .*workerClusters\.policy\.environments\.prod\.secondApprover\. Nothing was written\.$/,
    );
  });

  it('warns if the account may not look', async () => {
    const closed = host(throws(new NotAllowedError('No access to members.')));
    await expect(requireApprovers(closed, policy, 'prod')).resolves.toEqual([
      'Whether the Git host knows the second approvers was not checked: No access to members.',
    ]);
  });

  it('rejects if the host does not answer', async () => {
    const down = host(throws(new ServiceUnavailableError('down')));
    await expect(requireApprovers(down, policy, 'prod')).rejects.toThrow(
      'down. Nothing was written.',
    );
  });
});
