import { gitFailureContract } from '../__testUtils__/failureContract';
import { SimulatedGithub } from '../__testUtils__/SimulatedGithub';
import { githubProvider } from './githubProvider';

gitFailureContract(githubProvider, () => new SimulatedGithub());
