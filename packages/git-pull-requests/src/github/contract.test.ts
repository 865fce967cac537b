import { gitHostContract } from '../__testUtils__/gitHostContract';
import { SimulatedGithub } from '../__testUtils__/SimulatedGithub';
import { githubProvider } from './githubProvider';

gitHostContract(githubProvider, () => new SimulatedGithub(), {
  conditionalReads: 'free',
});
