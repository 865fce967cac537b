// Every host's own test file calls it: this one is none itself.
/* eslint-disable jest/no-export */
import type { GitProvider } from '../GitProvider';
import { optionsContract } from './contract/optionsContract';
import { commitContract } from './contract/commitContract';
import { ContractFixture, HostFeatures } from './contract/ContractFixture';
import { pullRequestContract } from './contract/pullRequestContract';
import { readingContract } from './contract/readingContract';
import { reviewContract } from './contract/reviewContract';
import { openRepository } from './openRepository';
import type { SimulatedHost } from './SimulatedHost';

export type { HostFeatures } from './contract/ContractFixture';

/**
 * What every {@link GitRepository} has to do, whichever host it speaks to: call it at the top of a test file.
 *
 * @param create - a fresh simulated host with the files of {@link MemoryRepository}'s default
 * @param reviewer - what a person or a team is called in `reviewers` and `teamReviewers`
 */
export function gitHostContract(
  provider: GitProvider,
  create: () => SimulatedHost,
  features: HostFeatures = {},
  reviewer: (name: string) => string = name => name,
): void {
  describe(`contract of a Git repository: ${provider.type}`, () => {
    const author = { name: 'Ada Lovelace', email: 'ada@example.org' };
    const fixture = {
      author,
      reviewer,
      has: {
        drafts: true,
        labels: true,
        reviewers: true,
        teamReviewers: true,
        assignees: true,
        autoMerge: true,
        refusesUnknownLabels: false,
        mergeability: true,
        closesWithBranch: true,
        ...features,
      },
      open: options => openRepository(fixture.running, provider, options),
      branchWith: (branch, path, content = 'x\n') =>
        fixture.repository.createBranchWithCommit({
          branch,
          base: 'main',
          message: `Add ${path}`,
          author,
          changes: [{ path, content }],
        }),
      openFor: async (branch, more = {}) => {
        await fixture.branchWith(branch, `${branch}.yaml`);
        return fixture.repository.createPullRequest({
          head: branch,
          base: 'main',
          title: `Add ${branch}`,
          body: 'Text\n\n<!-- hidden -->',
          ...more,
        });
      },
      shaOf: async (path, branch = 'main') =>
        (await fixture.repository.getFile(path, branch))!.sha,
      memoryHead: branch => fixture.host.memory.branches.get(branch),
    } as ContractFixture;

    beforeEach(async () => {
      fixture.host = create();
      fixture.running = await fixture.host.start();
      fixture.repository = fixture.open({});
    });
    afterEach(() => fixture.running.close());

    readingContract(fixture);
    commitContract(fixture);
    pullRequestContract(fixture);
    optionsContract(fixture);
    reviewContract(fixture);
  });
}
