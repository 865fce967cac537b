import { createServiceFactory } from '@backstage/backend-plugin-api';
import eventsPlugin from '@backstage/plugin-events-backend';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  DefaultEventsService,
  eventsServiceRef,
} from '@backstage/plugin-events-node';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderModule from '@worker-clusters/backstage-plugin-scaffolder-backend-module-worker-clusters';
import workerClustersPlugin from '@worker-clusters/backstage-plugin-worker-clusters-backend';
import {
  createGitRepository,
  GitRepository,
} from '@worker-clusters/git-pull-requests';
import { PORTAL } from './RequestsTarget';

export interface TaskResult {
  id: string;
  status: string;
  /** All lines, and the error of a task that has failed. */
  log: string;
  output: { number: number; url: string; branch: string };
}

export interface Portal {
  /** Address of the backend. */
  url: string;
  /** The repository, as the portal sees it. */
  repository: GitRepository;
  /** The same with another token than the integration's. */
  open(token: string): GitRepository;
  /** Runs a task with one action to its end. */
  run(action: string, input: object, user?: string): Promise<TaskResult>;
  retry(id: string): Promise<TaskResult>;
  /** A cluster of the environment dev as the fleet has it; undefined if it has not. */
  cluster(name: string): Promise<any>;
  stop(): Promise<void>;
}

export interface PortalOptions {
  gitUrl: string;
  token: string;
  /** `workerClusters.pullRequests` */
  pullRequests: object;
}

const person = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name, namespace: 'default' },
  spec: { profile: { displayName: name, email: `${name}@example.org` } },
});

/** A template of one step, for each action of the module. */
const template = (action: string) => ({
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: action, namespace: 'default' },
  spec: {
    type: 'service',
    steps: [
      {
        id: 'request',
        action: `worker-cluster:${action}`,
        input: Object.fromEntries(
          [
            'name',
            'environment',
            ...(action === 'decommission' ? ['confirmedName'] : ['spec']),
          ].map(field => [field, `\${{ parameters.${field} }}`]),
        ),
      },
    ],
    output: Object.fromEntries(
      [
        ['number', 'pullRequestNumber'],
        ['url', 'pullRequestUrl'],
        ['branch', 'branch'],
      ].map(([name, of]) => [name, `\${{ steps.request.output.${of} }}`]),
    ),
  },
});

const entities = [
  ...['create', 'update', 'decommission'].map(template),
  ...['ada', 'bob'].map(person),
  ...['payments', 'logistics', 'data'].map(name => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    spec: { type: 'team', children: [] },
  })),
];

/**
 * The scaffolder with the actions, the plugin that follows the requests, and the receiver of webhooks, all of one portal.
 * Its management cluster cannot be reached: Git alone decides.
 */
export async function startPortal(options: PortalOptions): Promise<Portal> {
  const { host } = new URL(options.gitUrl);
  const config = {
    app: { baseUrl: 'http://portal.test' },
    events: { http: { topics: ['gitea'] } },
    workerClusters: {
      managementClusters: [
        { name: 'main', url: 'https://127.0.0.1:1', token: 'unused' },
      ],
      gitops: { repoUrl: `${host}?owner=platform&repo=gitops` },
      // Its users are in no team.
      policy: { requireOwnership: false },
      pullRequests: options.pullRequests,
    },
    integrations: {
      gitea: [
        {
          host,
          baseUrl: options.gitUrl,
          username: PORTAL,
          password: options.token,
        },
      ],
    },
  };
  const events = DefaultEventsService.create({
    logger: mockServices.logger.mock(),
  });
  const backend = await startTestBackend({
    features: [
      scaffolderPlugin,
      scaffolderModule,
      workerClustersPlugin,
      eventsPlugin,
      mockServices.rootConfig.factory({ data: config }),
      catalogServiceMock.factory({ entities }),
      // Backstage's own, shared by the plugins as in one process of a portal.
      createServiceFactory({
        service: eventsServiceRef,
        deps: {},
        factory: () => events,
      }),
    ],
  });
  const url = `http://127.0.0.1:${backend.server.port()}`;
  const call = async (
    method: string,
    path: string,
    body?: object,
    user = 'ada',
  ) => {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: {
        Authorization: mockCredentials.user.header(`user:default/${user}`),
        'Content-Type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
  const finished = async (id: string): Promise<TaskResult> => {
    for (;;) {
      const { status } = await call('GET', `/scaffolder/v2/tasks/${id}`);
      if (['completed', 'failed', 'cancelled'].includes(status)) {
        const steps: any[] = await call(
          'GET',
          `/scaffolder/v2/tasks/${id}/events`,
        );
        const lines = steps.map(
          e => `${e.body.message} ${e.body.error?.message ?? ''}`,
        );
        const completion = steps.filter(e => e.type === 'completion').pop();
        return {
          id,
          status,
          log: lines.join('\n'),
          output: completion?.body.output,
        };
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  };
  const open = (token?: string) =>
    createGitRepository({
      integrations: ScmIntegrations.fromConfig(
        mockServices.rootConfig({ data: config }),
      ),
      repository: config.workerClusters.gitops.repoUrl,
      token,
    });
  return {
    url,
    repository: open(),
    open,
    async run(action, input, user) {
      const task = { templateRef: `template:default/${action}`, values: input };
      const { id } = await call('POST', '/scaffolder/v2/tasks', task, user);
      return finished(id);
    },
    async retry(id) {
      await call('POST', `/scaffolder/v2/tasks/${id}/retry`, {});
      return finished(id);
    },
    cluster: name =>
      call('GET', `/worker-clusters/v1/clusters/main/clusters-dev/${name}`),
    stop: () => backend.stop(),
  };
}
