import {
  BackendFeature,
  coreServices,
  createBackendPlugin,
  createServiceFactory,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import type { JsonObject } from '@backstage/types';
import { gitRepositoriesServiceRef } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { createWorkerClustersPlugin } from '../plugin';
import type { FakeGit } from './FakeGit';
import type { FakeObserver } from './FakeObserver';

const BASE = '/api/worker-clusters';

/** The plugin in a backend of its own, over an observer and a Git host of the test's. */
export async function startPortal(options: {
  /** `workerClusters.policy`; by default it lets everybody request for every team. */
  policy?: object;
  /** `workerClusters.requests` */
  requests?: object;
  /** `workerClusters.supportLife` */
  supportLife?: object;
  /** `workerClusters.notifications` */
  notifications?: object;
  /** Databases of other plugins, by their ids. */
  databases?: Record<string, Knex>;
  /** By which users own entities besides their own references; `user:default/mock` is in no team otherwise. */
  teams?: string[];
  entities?: Entity[];
  observer: FakeObserver;
  knex: Knex;
  git?: FakeGit;
  /** Decisions of the permission policy, by name of the permission; ALLOW if there is none. */
  decisions?: Record<
    string,
    PolicyDecision | ((resourceRef?: string) => PolicyDecision)
  >;
  /** Whether tasks with an initial delay run at the start. */
  delayedTasks?: boolean;
  /** What else the configuration has. */
  config?: JsonObject;
  /** Other plugins of the backend. */
  features?: BackendFeature[];
}) {
  const { observer, knex, git, decisions = {}, features = [] } = options;
  const events = mockServices.events();
  let tasks: SchedulerService | undefined;
  // The mock is one for all plugins.
  const schedulerReader = createBackendPlugin({
    pluginId: 'test-scheduler-reader',
    register: env =>
      env.registerInit({
        deps: { scheduler: coreServices.scheduler },
        async init({ scheduler }) {
          tasks = scheduler;
        },
      }),
  });
  const published: Array<{ topic: string; eventPayload: unknown }> = [];
  const signals: unknown[] = [];
  const auditor = mockServices.auditor.mock();
  const audited: string[] = [];
  auditor.createEvent.mockImplementation(async ({ eventId }) => ({
    success: async () => {
      audited.push(`${eventId}: success`);
    },
    fail: async () => {
      audited.push(`${eventId}: failure`);
    },
  }));
  const permissions = mockServices.permissions.mock();
  const decide = (name: string, resourceRef?: string): PolicyDecision => {
    const decision = decisions[name] ?? { result: AuthorizeResult.ALLOW };
    return typeof decision === 'function' ? decision(resourceRef) : decision;
  };
  permissions.authorizeConditional.mockImplementation(async queries =>
    queries.map(({ permission }) => decide(permission.name)),
  );
  permissions.authorize.mockImplementation(async queries =>
    queries.map(
      ({ permission, resourceRef }) =>
        decide(permission.name, resourceRef) as any,
    ),
  );
  const logger = mockServices.rootLogger.mock();
  logger.child.mockReturnValue(logger);
  await events.subscribe({
    id: 'test',
    topics: ['worker-clusters.changed', 'worker-clusters.lifetime'],
    onEvent: async event => {
      published.push(event);
    },
  });

  const backend = await startTestBackend({
    features: [
      ...features,
      schedulerReader,
      createWorkerClustersPlugin(() => observer),
      catalogServiceMock.factory({ entities: options.entities ?? [] }),
      createServiceFactory({
        service: coreServices.database,
        deps: { plugin: coreServices.pluginMetadata },
        factory: ({ plugin }) =>
          mockServices.database({
            knex: options.databases?.[plugin.getId()] ?? knex,
            migrations: { skip: false },
          }),
      }),
      mockServices.rootConfig.factory({
        data: {
          ...(git && {
            integrations: {
              gitea: [
                {
                  host: 'git.example.org',
                  baseUrl: 'https://git.example.org',
                },
              ],
            },
          }),
          ...options.config,
          workerClusters: {
            managementClusters: observer
              .listManagementClusters()
              .map(({ name }) => ({ name })),
            policy: { requireOwnership: false, ...options.policy },
            requests: options.requests ?? {
              minRefreshInterval: { milliseconds: 100 },
            },
            ...(options.notifications && {
              notifications: options.notifications,
            }),
            ...(options.supportLife && { supportLife: options.supportLife }),
            ...(git && {
              gitops: { repoUrl: 'git.example.org?owner=platform&repo=gitops' },
            }),
          },
        },
      }),
      createServiceFactory({
        service: eventsServiceRef,
        deps: {},
        factory: () => events,
      }),
      auditor.factory,
      createServiceFactory({
        service: coreServices.userInfo,
        deps: {},
        factory: () => ({
          async getUserInfo({ principal }: any) {
            const { userEntityRef } = principal;
            return {
              userEntityRef,
              ownershipEntityRefs: [userEntityRef, ...(options.teams ?? [])],
            };
          },
        }),
      }),
      permissions.factory,
      logger.factory,
      mockServices.scheduler.factory({
        includeInitialDelayedTasksOnStartup: options.delayedTasks,
      }),
      createServiceFactory({
        service: signalsServiceRef,
        deps: {},
        factory: () => ({
          publish: async (signal: unknown) => {
            signals.push(signal);
          },
        }),
      }),
      createServiceFactory({
        service: gitRepositoriesServiceRef,
        deps: {},
        factory: () => ({
          open: () => {
            if (!git) throw new Error('No Git host in this test');
            return git.open();
          },
        }),
      }),
    ],
  });

  const get = (path: string, authorization = mockCredentials.user.header()) =>
    request(backend.server)
      .get(`${BASE}${path}`)
      .set('Authorization', authorization);
  const post = (
    path: string,
    body: object,
    authorization = serviceHeader('plugin:scaffolder'),
  ) =>
    request(backend.server)
      .post(`${BASE}${path}`)
      .set('Authorization', authorization)
      .send(body);
  return {
    backend,
    url: () => {
      const address = backend.server.address() as { port: number };
      return `http://127.0.0.1:${address.port}${BASE}`;
    },
    get,
    post,
    events,
    published,
    signals,
    auditor,
    audited,
    logger,
    permissions,
    /** Runs a scheduled task. */
    runTask: async (id: string) => tasks!.triggerTask(id),
    stop: () => backend.stop(),
  };
}

/** Credentials of another backend plugin. */
export function serviceHeader(subject: string): string {
  return mockCredentials.service.header({
    onBehalfOf: mockCredentials.service(subject),
    targetPluginId: 'worker-clusters',
  });
}
