import { gitHostContract } from '../__testUtils__/gitHostContract';
import { MemoryRepository } from '../__testUtils__/MemoryRepository';
import { SimulatedGitlab } from '../__testUtils__/SimulatedGitlab';
import { gitlabProvider } from './gitlabProvider';

gitHostContract(
  gitlabProvider,
  // A group within a group.
  () => new SimulatedGitlab(new MemoryRepository({ owner: 'infra/platform' })),
  { teamReviewers: false, conditionalReads: 'counted' },
);
