import { gitFailureContract } from '../__testUtils__/gitFailureContract';
import { SimulatedAzure } from '../__testUtils__/SimulatedAzure';
import { createAzureProvider } from './azureProvider';

gitFailureContract(createAzureProvider('http'), () => new SimulatedAzure());
