/**
 * For tests of what opens pull requests: a simulation of each Git host on loopback, in which any call can be made to fail.
 *
 * @packageDocumentation
 */
// This is where they leave the package, for the tests of others.
/* eslint-disable no-restricted-imports */
import { GitMemoryRepository } from './__testUtils__/GitMemoryRepository';
import { MemoryRepository } from './__testUtils__/MemoryRepository';
import { SimulatedAzure } from './__testUtils__/SimulatedAzure';
import { SimulatedBitbucketCloud } from './__testUtils__/SimulatedBitbucketCloud';
import { SimulatedBitbucketServer } from './__testUtils__/SimulatedBitbucketServer';
import { SimulatedGithub } from './__testUtils__/SimulatedGithub';
import { SimulatedGitlab } from './__testUtils__/SimulatedGitlab';
import type { SimulatedHost } from './__testUtils__/SimulatedHost';
import { createAzureProvider } from './azure/azureProvider';
import { createBitbucketCloudProvider } from './bitbucket-cloud/bitbucketCloudProvider';
import { bitbucketServerProvider } from './bitbucket-server/bitbucketServerProvider';
import { githubProvider } from './github/githubProvider';
import { gitlabProvider } from './gitlab/gitlabProvider';
import type { GitProvider } from './GitProvider';

export { openRepository } from './__testUtils__/openRepository';
export type { RunningHost, SimulatedHost } from './__testUtils__/SimulatedHost';

/** A Git host, not started yet, and the provider that speaks to it. @public */
export interface HostSimulation {
  host: SimulatedHost;
  provider: GitProvider;
}

/** By type of integration: a simulated host whose repository has these files on `main`. @public */
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
