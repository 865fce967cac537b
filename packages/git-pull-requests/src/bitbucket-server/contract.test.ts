import { gitHostContract } from '../__testUtils__/gitHostContract';
import { SimulatedBitbucketServer } from '../__testUtils__/SimulatedBitbucketServer';
import { bitbucketServerProvider } from './bitbucketServerProvider';

gitHostContract(bitbucketServerProvider, () => new SimulatedBitbucketServer(), {
  labels: false,
  teamReviewers: false,
  assignees: false,
  autoMerge: false,
  closesWithBranch: false,
});
