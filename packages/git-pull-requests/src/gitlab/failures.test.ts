import { gitFailureContract } from '../__testUtils__/gitFailureContract';
import { SimulatedGitlab } from '../__testUtils__/SimulatedGitlab';
import { gitlabProvider } from './gitlabProvider';

gitFailureContract(gitlabProvider, () => new SimulatedGitlab());
