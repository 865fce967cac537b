import {
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type {
  GitProviderOptions,
  GitRepository,
} from '@worker-clusters/git-pull-requests';
import {
  gitProviderServiceRef,
  GitRepositoriesService,
  gitRepositoriesServiceRef,
} from './gitRepositoriesService';

const config = {
  integrations: {
    gitea: [{ host: 'gitea.example.com', password: 'x' }],
    gerrit: [
      {
        host: 'gerrit.example.com',
        gitilesBaseUrl: 'https://gerrit.example.com/gitiles',
      },
    ],
  },
};

/** The service as two plugins get it. */
async function start(features: any[] = [], gitHosts: object = {}) {
  const services: GitRepositoriesService[] = [];
  const plugin = (pluginId: string) =>
    createBackendPlugin({
      pluginId,
      register({ registerInit }) {
        registerInit({
          deps: { repositories: gitRepositoriesServiceRef },
          async init({ repositories }) {
            services.push(repositories);
          },
        });
      },
    });
  await startTestBackend({
    features: [
      plugin('one'),
      plugin('two'),
      mockServices.rootConfig.factory({
        data: { ...config, workerClusters: { gitHosts } },
      }),
      ...features,
    ],
  });
  return services;
}

describe('gitRepositoriesServiceRef', () => {
  it('serves every plugin with the default providers', async () => {
    const services = await start();
    expect(services).toHaveLength(2);
    for (const service of services) {
      expect(
        service.open('gitea.example.com?owner=platform&repo=gitops').url,
      ).toBe('https://gitea.example.com/platform/gitops');
      expect(() => service.open('gerrit.example.com?owner=o&repo=r')).toThrow(
        /of type 'gerrit'.*Supported types: azure, .*gitea/,
      );
    }
  });

  it('gives all plugins one budget of calls to a host', async () => {
    const given: GitProviderOptions[] = [];
    const provider = createServiceFactory({
      service: gitProviderServiceRef,
      deps: {},
      factory: () => ({
        type: 'gitea',
        createRepository: (options: GitProviderOptions) => {
          given.push(options);
          return { url: 'mine' } as GitRepository;
        },
      }),
    });
    for (const service of await start([provider], { callsPerMinute: 42 })) {
      service.open('gitea.example.com?owner=o&repo=r');
    }
    expect(given.map(({ callsPerMinute }) => callsPerMinute)).toEqual([42, 42]);
    // What is shared goes by them.
    expect(given[1].integrations).toBe(given[0].integrations);
  });

  it('takes the default instead of a budget of no calls', async () => {
    const [service] = await start([], { callsPerMinute: 0 });
    expect(service.open('gitea.example.com?owner=o&repo=r').url).toMatch(
      /gitea\.example\.com/,
    );
  });

  it('takes a further provider once for all plugins', async () => {
    const opened = { url: 'mine' } as GitRepository;
    const services = await start([
      createServiceFactory({
        service: gitProviderServiceRef,
        deps: {},
        factory: () => ({ type: 'gerrit', createRepository: () => opened }),
      }),
    ]);
    expect(services).toHaveLength(2);
    for (const service of services) {
      expect(service.open('gerrit.example.com?owner=o&repo=r')).toBe(opened);
      expect(service.open('gitea.example.com?owner=o&repo=r').url).toContain(
        'gitea.example.com',
      );
    }
  });
});
