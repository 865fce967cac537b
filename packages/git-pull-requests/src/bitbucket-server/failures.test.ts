import { gitFailureContract } from '../__testUtils__/gitFailureContract';
import { SimulatedBitbucketServer } from '../__testUtils__/SimulatedBitbucketServer';
import { bitbucketServerProvider } from './bitbucketServerProvider';

gitFailureContract(
  bitbucketServerProvider,
  () => new SimulatedBitbucketServer(),
);
