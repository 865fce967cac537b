import type {
  KubernetesWatchEvent,
  KubernetesWatchOptions,
} from '@backstage/plugin-kubernetes-common';
import type { KubernetesWatcher } from '@backstage/plugin-kubernetes-node';
import type { ApiServer } from '@worker-clusters/sandbox';
import { eventually } from '../../__testUtils__/eventually';
import {
  application,
  keyOf,
  TestFleet,
  TOKEN,
} from '../__testUtils__/TestFleet';
import { FAST } from '../__testUtils__/testReflector';
import { AddressPolicy } from '../credentials/addressPolicy';
import { ReflectingWatcher } from './ReflectingWatcher';

jest.setTimeout(60_000);

describe('ReflectingWatcher', () => {
  let fleet: TestFleet;
  let server: ApiServer;
  let abort: AbortController;

  beforeEach(async () => {
    fleet = await TestFleet.create();
    server = await fleet.startServer('worker');
    abort = new AbortController();
  });
  afterEach(async () => {
    abort.abort();
    await fleet.close();
  });

  /** Events as `TYPE name`, collected as they come. */
  function watch(
    options: KubernetesWatchOptions = {},
    cluster: object = {},
    token = TOKEN,
  ) {
    const watcher: KubernetesWatcher = new ReflectingWatcher({
      policy: new AddressPolicy(['127.0.0.1']),
      timings: FAST,
    });
    const events: KubernetesWatchEvent[] = [];
    const ended = (async () => {
      const stream = watcher.watchResource(
        {
          clusterDetails: {
            name: 'worker',
            url: server.url,
            authMetadata: {},
            caData: fleet.caData,
            ...cluster,
          },
          credential: { type: 'bearer token', token },
          group: 'argoproj.io',
          apiVersion: 'v1alpha1',
          plural: 'applications',
        },
        { namespace: 'argocd', signal: abort.signal, ...options },
      );
      for await (const event of stream) events.push(event);
    })();
    const told = () =>
      events.map(event =>
        event.type === 'ERROR'
          ? `ERROR ${
              'message' in event.error
                ? event.error.message
                : event.error.statusCode
            }`
          : `${event.type} ${(event.object as any).metadata.name ?? ''}`.trim(),
      );
    return { events, told, ended };
  }

  it('tells the state, its end, and each change', async () => {
    server.client.create(application('a'));
    server.client.create(application('b'));
    const { told, events } = watch({ allowWatchBookmarks: true });
    await eventually(() =>
      expect(told()).toEqual(['ADDED a', 'ADDED b', 'BOOKMARK']),
    );
    expect(events.at(-1)).toMatchObject({
      object: {
        metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } },
      },
    });
    server.client.create(application('c'));
    server.client.patch(keyOf(application('a')), { spec: { project: 'x' } });
    await eventually(() => expect(told()).toHaveLength(5));
    server.client.delete(keyOf(application('b')));
    await eventually(() =>
      expect(told().slice(3)).toEqual(['ADDED c', 'MODIFIED a', 'DELETED b']),
    );
    expect(events.at(-1)).toMatchObject({
      resourceVersion: expect.any(String),
    });
  });

  it('tells an error, goes on, and tells what was deleted meanwhile', async () => {
    server.client.create(application('a'));
    server.client.create(application('b'));
    const { told } = watch();
    await eventually(() => expect(told()).toHaveLength(2));
    await server.setFaults([{ kind: 'vanish' }]);
    await eventually(() =>
      expect(told().at(-1)).toMatch(/^ERROR .* refuses connections/),
    );
    server.client.delete(keyOf(application('a')));
    server.compact();
    await server.setFaults([]);
    await eventually(() => expect(told().at(-1)).toBe('DELETED a'));
  });

  it('tells an error of the server by its code', async () => {
    const { events } = watch({}, {}, 'wrong');
    await eventually(() =>
      expect(events).toEqual([
        {
          type: 'ERROR',
          error: {
            errorType: 'UNAUTHORIZED_ERROR',
            statusCode: 401,
            resourcePath:
              '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications',
          },
        },
      ]),
    );
  });

  it('is one plain watch from a version, and ends with its error', async () => {
    const { metadata } = server.client.create(application('a'));
    server.client.create(application('b'));
    const { told } = watch({ resourceVersion: metadata.resourceVersion });
    await eventually(() => expect(told()).toEqual(['ADDED b']));

    server.compact();
    const late = watch({ resourceVersion: metadata.resourceVersion });
    await late.ended;
    expect(late.told()).toEqual(['ERROR 410']);
  });

  it('ends when its time is over or its reader has enough', async () => {
    await watch({ timeoutSeconds: 0.2 }).ended;
    const running = watch();
    abort.abort();
    await running.ended;
    expect(running.told()).toEqual([]);
  });

  it.each([
    ['an address that is refused', { url: 'https://169.254.169.254' }],
    ['no verification', { skipTLSVerify: true }],
    ['a file', { caFile: '/etc/passwd' }],
  ])('refuses %s', async (_, cluster) => {
    const { ended, told } = watch({}, cluster);
    await ended;
    expect(told()).toEqual([
      expect.stringMatching(/^ERROR .*(refuse|address)/),
    ]);
  });
});
