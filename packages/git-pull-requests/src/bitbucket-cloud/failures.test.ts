import { gitFailureContract } from '../__testUtils__/gitFailureContract';
import { SimulatedBitbucketCloud } from '../__testUtils__/SimulatedBitbucketCloud';
import { createBitbucketCloudProvider } from './bitbucketCloudProvider';

let host: SimulatedBitbucketCloud;

gitFailureContract(
  createBitbucketCloudProvider(() => host.addresses()),
  () => {
    host = new SimulatedBitbucketCloud();
    return host;
  },
  { saysWhen: false },
);
