import { gitFailureContract } from '../__testUtils__/gitFailureContract';
import { SimulatedGithub } from '../__testUtils__/SimulatedGithub';
import { githubProvider } from './githubProvider';

gitFailureContract(githubProvider, () => new SimulatedGithub());
