import { gitFailureContract } from '../__testUtils__/failureContract';
import { SimulatedBitbucketServer } from '../__testUtils__/SimulatedBitbucketServer';
import { bitbucketServerProvider } from './bitbucketServerProvider';

gitFailureContract(
  bitbucketServerProvider,
  () => new SimulatedBitbucketServer(),
);
