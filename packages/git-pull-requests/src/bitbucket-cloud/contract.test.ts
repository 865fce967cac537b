import { gitHostContract } from '../__testUtils__/gitHostContract';
import { SimulatedBitbucketCloud } from '../__testUtils__/SimulatedBitbucketCloud';
import { createBitbucketCloudProvider } from './bitbucketCloudProvider';

let host: SimulatedBitbucketCloud;

gitHostContract(
  // The integration's addresses are fixed: the provider is told those of the host that runs.
  createBitbucketCloudProvider(() => host.addresses()),
  () => {
    host = new SimulatedBitbucketCloud();
    return host;
  },
  {
    labels: false,
    teamReviewers: false,
    assignees: false,
    autoMerge: false,
    closesWithBranch: false,
    mergeability: false,
  },
);
