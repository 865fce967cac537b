import { gitHostContract } from '../__testUtils__/gitHostContract';
import { identityId, SimulatedAzure } from '../__testUtils__/SimulatedAzure';
import { createAzureProvider } from './azureProvider';

gitHostContract(
  createAzureProvider('http'),
  () => new SimulatedAzure(),
  { assignees: false, closesWithBranch: false },
  identityId,
);
