import { GitMemoryRepository } from './GitMemoryRepository';
import { MemoryRepository } from './MemoryRepository';
import { SimulatedAzure } from './SimulatedAzure';
import { SimulatedBitbucketCloud } from './SimulatedBitbucketCloud';
import { SimulatedBitbucketServer } from './SimulatedBitbucketServer';
import { SimulatedGithub } from './SimulatedGithub';
import { SimulatedGitlab } from './SimulatedGitlab';
import type { SimulatedHost } from './SimulatedHost';
import { createAzureProvider } from '../azure/azureProvider';
import { createBitbucketCloudProvider } from '../bitbucket-cloud/bitbucketCloudProvider';
import { bitbucketServerProvider } from '../bitbucket-server/bitbucketServerProvider';
import { githubProvider } from '../github/githubProvider';
import { gitlabProvider } from '../gitlab/gitlabProvider';
import type { GitProvider } from '../GitProvider';

/** A Git host, not started yet, and the provider that speaks to it. */
export interface HostSimulation {
  host: SimulatedHost;
  provider: GitProvider;
}

/** By type of integration: a simulated host whose repository has these files on `main`. */
export const hostSimulations: Record<
  string,
  (files: Record<string, string>) => HostSimulation
> = {
  github: files => ({
    host: new SimulatedGithub(new MemoryRepository({ files })),
    provider: githubProvider,
  }),
  gitlab: files => ({
    host: new SimulatedGitlab(new MemoryRepository({ files })),
    provider: gitlabProvider,
  }),
  azure: files => ({
    host: new SimulatedAzure(new MemoryRepository({ files })),
    provider: createAzureProvider('http'),
  }),
  bitbucketCloud: files => {
    const host = new SimulatedBitbucketCloud(new MemoryRepository({ files }));
    return {
      host,
      provider: createBitbucketCloudProvider(() => host.addresses()),
    };
  },
  bitbucketServer: files => ({
    host: new SimulatedBitbucketServer(new GitMemoryRepository({ files })),
    provider: bitbucketServerProvider,
  }),
};
