import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ServiceUnavailableError } from '@backstage/errors';
import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { claimText, FakeGit } from '../__testUtils__/FakeGit';
import { deriveRequestedCluster } from '../derive';
import { FaultLog } from '../reconcile';
import { onlyReplica } from '../replicas/__testUtils__/membership';
import { openStore } from '../store/__testUtils__/fleet';
import { GitopsRepository } from './GitopsRepository';
import { CommitReader } from './RequestFiles';
import { RequestTracker } from './RequestTracker';

jest.setTimeout(60_000);
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

function refOf(name: string): ClusterRef {
  return { managementCluster: 'main', namespace: 'clusters-dev', name };
}

function report(name: string, number: number) {
  return {
    namespace: 'clusters-dev',
    name,
    environment: 'dev',
    region: 'eu-west-1',
    owner: 'group:default/payments',
    kubernetesVersion: '1.34',
    requestedBy: 'user:default/ada',
    claimPath: `crossplane/claims/dev/${name}.yaml`,
    pullRequest: {
      number,
      url: `https://git.example.org/platform/gitops/pulls/${number}`,
      title: `Add worker cluster ${name}`,
      createdAt: new Date(Date.now() - 60_000).toISOString(),
    },
  };
}

async function setup(options: { managementCluster?: string } = {}) {
  const { store } = await openStore(databases, 'SQLITE_3');
  const git = new FakeGit();
  const logger = mockServices.logger.mock();
  const enqueued: string[] = [];
  const revisions: number[] = [];
  const failures: string[] = [];
  const { managementCluster = 'main' } = options;
  const stopping = new AbortController();
  const repository = new GitopsRepository(git.open(), {
    claimsFolder: 'crossplane/claims',
    xrdPath: 'crossplane/xrds/workercluster.yaml',
    compositionPath: 'crossplane/compositions/workercluster-aws.yaml',
  });
  const tracker = new RequestTracker({
    repository,
    reader: new CommitReader(repository),
    reviewQueue: undefined,
    managementCluster: managementCluster || undefined,
    store,
    membership: onlyReplica,
    faults: new FaultLog(logger),
    signal: stopping.signal,
    enqueue: refs => enqueued.push(...[...refs].map(r => r.name)),
    onChange: ({ revision }) => revisions.push(revision),
    onFailure: step => failures.push(step),
  });
  const request = async (name: string) =>
    (await store.getRequests([refOf(name)])).get(`main/clusters-dev/${name}`);
  return {
    store,
    git,
    logger,
    tracker,
    stopping,
    enqueued,
    revisions,
    failures,
    request,
  };
}

describe('RequestTracker', () => {
  it('finds requests on the Git host and reads what they ask for', async () => {
    const { git, tracker, request, enqueued } = await setup();
    git.ask('alpha');
    git.ask('elsewhere', { head: 'feature/other' });
    git.ask('update', { head: 'worker-cluster/dev/update/upgrade' });
    await tracker.refresh();
    expect(enqueued).toEqual(['alpha']);
    expect(await request('alpha')).toEqual({
      ref: refOf('alpha'),
      claimPath: 'crossplane/claims/dev/alpha.yaml',
      environment: 'dev',
      region: 'eu-west-1',
      owner: 'group:default/payments',
      kubernetesVersion: '1.34',
      pullRequest: {
        number: 1,
        url: 'https://git.example.org/platform/gitops/pulls/1',
        title: 'Add worker cluster alpha',
        state: 'open',
        requestedBy: 'user:default/ada',
        createdAt: expect.any(String),
      },
    });
  });

  it('follows pull requests that change or remove a cluster', async () => {
    const { git, tracker, store, request, enqueued } = await setup();
    const ref = refOf('alpha');
    const key = 'main/clusters-dev/alpha';
    git.files.set('main:crossplane/claims/dev/alpha.yaml', claimText('alpha'));
    git.ask('alpha', { head: 'worker-cluster/dev/alpha/update' });
    const removal = git.ask('alpha', {
      head: 'worker-cluster/dev/alpha/decommission',
    });
    git.files.delete(
      'worker-cluster/dev/alpha/decommission:crossplane/claims/dev/alpha.yaml',
    );
    await tracker.refresh();
    expect(enqueued).toEqual(['alpha']);
    // Neither asks for the cluster itself.
    expect(await request('alpha')).toBeUndefined();
    expect(await store.listOpenRequests()).toMatchObject([
      { ref, verb: 'update', pullRequest: { number: 1 } },
      { ref, verb: 'decommission', pullRequest: { number: 2 } },
    ]);
    expect((await store.getDecommissions([ref])).size).toBe(0);

    const hour = 60 * 60_000;
    git.finish(removal, 'merged', new Date(Date.now() - hour).toISOString());
    git.files.delete('main:crossplane/claims/dev/alpha.yaml');
    await tracker.refresh();
    expect((await store.getDecommissions([ref])).get(key)).toMatchObject({
      verb: 'decommission',
      pullRequest: { number: 2, state: 'merged' },
    });

    // Somebody reverts the merge.
    const { state } = deriveRequestedCluster({
      request: (await store.getDecommissions([ref])).get(key)!,
      previous: undefined,
      now: new Date(),
    });
    const deleting = { ...state.phase, phase: 'deleting' as const };
    await store.writeClusters([{ state: { ...state, phase: deleting } }]);
    await tracker.refresh();
    expect((await store.getDecommissions([ref])).size).toBe(1);
    git.files.set('main:crossplane/claims/dev/alpha.yaml', claimText('alpha'));
    await tracker.refresh();
    expect((await store.getDecommissions([ref])).size).toBe(0);
  });

  it('writes nothing when nothing changed', async () => {
    const { git, tracker, store, enqueued } = await setup();
    git.ask('alpha');
    await tracker.refresh();
    const revision = await store.revision();
    await tracker.refresh();
    expect(await store.revision()).toBe(revision);
    expect(enqueued).toEqual(['alpha']);
  });

  it('knows a request that is reported at once, and keeps what the claim file does not say', async () => {
    const { git, tracker, request, enqueued } = await setup();
    await tracker.report(report('alpha', 1));
    expect(enqueued).toEqual(['alpha']);
    expect(await request('alpha')).toMatchObject({
      region: 'eu-west-1',
      pullRequest: { state: 'open', requestedBy: 'user:default/ada' },
    });
    git.ask('alpha', { content: 'not: a claim' });
    await tracker.refresh();
    expect(await request('alpha')).toMatchObject({
      region: 'eu-west-1',
      owner: 'group:default/payments',
      pullRequest: { number: 1, requestedBy: 'user:default/ada' },
    });
  });

  it('takes up a change of the claim during the review', async () => {
    const { git, tracker, request } = await setup();
    const { head } = git.ask('alpha');
    await tracker.refresh();
    git.files.set(
      `${head}:crossplane/claims/dev/alpha.yaml`,
      claimText('alpha').replace('eu-west-1', 'us-east-1'),
    );
    await tracker.refresh();
    expect((await request('alpha'))?.region).toBe('us-east-1');
  });

  it.each(['merged', 'closed'] as const)(
    'learns that a pull request was %s',
    async state => {
      const { git, tracker, request } = await setup();
      const pullRequest = git.ask('alpha');
      await tracker.refresh();
      git.finish(pullRequest, state, '2026-11-23T09:00:00.000Z');
      await tracker.refresh();
      expect((await request('alpha'))?.pullRequest).toMatchObject({
        state,
        finishedAt: '2026-11-23T09:00:00.000Z',
      });
    },
  );

  it('takes a pull request that does not exist any more as closed', async () => {
    const { git, tracker, request } = await setup();
    git.ask('alpha');
    await tracker.refresh();
    git.pullRequests.length = 0;
    await tracker.refresh();
    expect((await request('alpha'))?.pullRequest).toMatchObject({
      state: 'closed',
      finishedAt: expect.any(String),
    });
  });

  it('keeps what it knows while the Git host is down, and says so once', async () => {
    const { git, tracker, request, logger, failures } = await setup();
    const pullRequest = git.ask('alpha');
    await tracker.refresh();
    git.fault = new ServiceUnavailableError('The Git host does not answer');
    git.finish(pullRequest, 'merged');
    await tracker.refresh();
    await tracker.refresh();
    expect((await request('alpha'))?.pullRequest.state).toBe('open');
    expect(logger.warn.mock.calls).toHaveLength(1);
    expect(failures).toEqual(['read', 'read']);
    git.fault = undefined;
    await tracker.refresh();
    expect((await request('alpha'))?.pullRequest.state).toBe('merged');
    expect(logger.info).toHaveBeenCalledTimes(1);
  });

  it('does not believe a second pull request from a branch of the same name', async () => {
    const { git, tracker, request } = await setup();
    git.ask('alpha');
    git.ask('alpha').title = 'From a fork';
    await tracker.refresh();
    expect((await request('alpha'))?.pullRequest.number).toBe(1);
  });

  it.each([
    'https://git.example.org/team/own/pulls/1',
    'https://git.example.org/platform/gitops-other/pulls/1',
    'http://',
  ])('leaves alone a request at %s, which it does not follow', async url => {
    const { tracker, request, git } = await setup();
    const other = report('alpha', 1);
    other.pullRequest.url = url;
    await tracker.report(other);
    git.ask('unrelated', { head: 'feature/other' });
    await tracker.refresh();
    expect((await request('alpha'))?.pullRequest.state).toBe('open');
  });

  it('forgets a merged request whose claim has left Git again', async () => {
    const { git, tracker, store, request } = await setup();
    const hourAgo = new Date(Date.now() - 60 * 60_000).toISOString();
    for (const name of ['taken-back', 'waiting', 'just-now']) {
      const pullRequest = git.ask(name);
      await tracker.refresh();
      git.finish(
        pullRequest,
        'merged',
        name === 'just-now' ? new Date().toISOString() : hourAgo,
      );
      await tracker.refresh();
      const derived = deriveRequestedCluster({
        request: (await request(name))!,
        previous: undefined,
        now: new Date(),
      });
      await store.writeClusters([derived]);
    }
    for (const name of ['taken-back', 'just-now']) {
      git.files.delete(`main:crossplane/claims/dev/${name}.yaml`);
    }
    await tracker.refresh();
    const { items } = await store.list({});
    expect(items.map(c => c.name)).toEqual(['just-now', 'waiting']);
    expect(await request('taken-back')).toBeUndefined();
  });

  it('does nothing without a management cluster, and says why to who reports', async () => {
    const { git, tracker } = await setup({ managementCluster: '' });
    await tracker.refresh();
    expect(git.calls).toEqual([]);
    await expect(tracker.report(report('alpha', 1))).rejects.toThrow(
      'workerClusters.managementClusters',
    );
  });

  it('reads nothing once the backend stops', async () => {
    const { git, tracker, stopping } = await setup();
    stopping.abort();
    await tracker.refresh();
    expect(git.calls).toEqual([]);
  });
});
