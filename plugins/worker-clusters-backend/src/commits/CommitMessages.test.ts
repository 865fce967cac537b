import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createGitRepository } from '@worker-clusters/git-pull-requests';
import {
  hostSimulations,
  type RunningHost,
  type SimulatedHost,
} from '../__testUtils__/gitHosts';
import { CommitMessages } from './CommitMessages';
import { configuredGitHosts } from './repositoryLocation';

jest.setTimeout(60_000);

const UNKNOWN = '0123456789'.repeat(4);

describe('CommitMessages', () => {
  let host: SimulatedHost;
  let running: RunningHost;
  let commits: CommitMessages;
  let repoUrl: string;
  let now: number;

  const start = (waitMs?: number) => {
    const config = new ConfigReader(running.integrationsConfig);
    const integrations = ScmIntegrations.fromConfig(config);
    return new CommitMessages({
      integrations,
      hosts: configuredGitHosts(config),
      open: (repository, options) =>
        createGitRepository({ integrations, repository, ...options }),
      signal: new AbortController().signal,
      now: () => now,
      waitMs,
    });
  };
  const commit = (message: string, name = 'Ada') =>
    host.memory.addCommit({
      message,
      author: { name, email: 'ada@example.org' },
      files: new Map(),
    }).sha;

  beforeEach(async () => {
    now = Date.now();
    host = hostSimulations.github({ 'README.md': 'x' }).host;
    running = await host.start();
    repoUrl = `${running.url}/platform/gitops.git`;
    commits = start();
  });
  afterEach(() => running.close());

  it('reads a commit once, however many people look', async () => {
    const revision = commit('Raise the limit\n\nToo low.');
    const wanted = [{ repoUrl, revision }];
    const [one] = await Promise.all([
      commits.read(wanted),
      commits.read(wanted),
    ]);
    expect(one).toEqual([
      {
        repoUrl,
        revision,
        status: 'found',
        title: 'Raise the limit',
        body: 'Too low.',
        author: 'Ada',
        authoredAt: '2026-11-01T09:30:00.000Z',
      },
    ]);
    expect(await commits.read(wanted)).toEqual(one);
    expect(host.requests).toHaveLength(1);
    now += 3_600_001;
    await commits.read(wanted);
    expect(host.requests).toHaveLength(2);
  });

  it('calls no host that is not configured, whatever an address says', async () => {
    const calls: string[] = [];
    const trap = createServer(({ url }, response) => {
      calls.push(url!);
      response.end('{}');
    });
    await new Promise<void>(resolve => trap.listen(0, '127.0.0.1', resolve));
    const { port } = trap.address() as AddressInfo;
    const found = await commits.read(
      [
        `http://127.0.0.1:${port}/platform/gitops`,
        `http://${running.host}@127.0.0.1:${port}/platform/gitops`,
        `http://localhost:${port}/platform/gitops`,
        'https://github.com/platform/gitops',
        'http://169.254.169.254/latest/meta-data',
        'file:///etc/passwd',
      ].map(url => ({ repoUrl: url, revision: UNKNOWN })),
    );
    trap.close();
    expect(found.map(({ status }) => status)).toEqual(
      Array(6).fill('hostNotConfigured'),
    );
    expect(calls).toEqual([]);
    expect(host.requests).toEqual([]);
  });

  it('reads no other part of the API of a host that is configured', async () => {
    const addresses = [
      `${running.url}/..%2F..%2Fuser/repos`,
      `${running.url}/platform/..`,
      `${running.url}/platform/gitops%3Fx`,
    ];
    const found = await commits.read(
      addresses.map(url => ({ repoUrl: url, revision: UNKNOWN })),
    );
    for (const { status } of found) {
      expect(['notFound', 'hostNotConfigured']).toContain(status);
    }
    const branch = await commits.read([{ repoUrl, revision: 'main' }]);
    expect(branch[0].status).toBe('notFound');
    expect(host.requests).toEqual([]);
  });

  it.each([
    ['notFound', { status: 404, body: { message: 'Not Found' } }],
    ['notAllowed', { status: 403, body: { message: 'Forbidden' } }],
    ['notAllowed', { status: 401, body: { message: 'Bad credentials' } }],
    ['unavailable', { status: 500, body: 'oops' }],
    ['unavailable', { status: 200, body: { wrong: true } }],
  ])(
    'says %s for %j, and nothing of what the host said',
    async (status, how) => {
      host.onRequest(() => ({ when: 'before', how }));
      const revision = commit('x');
      expect(await commits.read([{ repoUrl, revision }])).toEqual([
        { repoUrl, revision, status },
      ]);
      const calls = host.requests.length;
      await commits.read([{ repoUrl, revision }]);
      expect(host.requests).toHaveLength(calls);
    },
  );

  it('says when a limited host may be called again, and does not call it before', async () => {
    const revision = commit('x');
    host.callsLeft = 0;
    const [limited] = await commits.read([{ repoUrl, revision }]);
    expect(limited).toMatchObject({
      status: 'rateLimited',
      retryAt: expect.stringMatching(/^\d{4}-/),
    });
    const calls = host.requests.length;
    await commits.read([{ repoUrl, revision }]);
    expect(host.requests).toHaveLength(calls);
  });

  it('makes no more than 120 calls to a host in a minute', async () => {
    const revisions = Array.from({ length: 130 }, (_, i) => commit(`c ${i}`));
    const found = await start(60_000).read(
      revisions.map(revision => ({ repoUrl, revision })),
    );
    expect(host.requests).toHaveLength(120);
    expect(found.filter(c => c.status === 'rateLimited')).toHaveLength(10);
  });

  it('does not wait for a host that hangs, nor for a huge message', async () => {
    const huge = commit('x'.repeat(2 * 1024 * 1024));
    expect(await commits.read([{ repoUrl, revision: huge }])).toMatchObject([
      { status: 'unavailable' },
    ]);
    const long = commit(`Title\n\n${'y'.repeat(500_000)}`);
    const [shown] = await commits.read([{ repoUrl, revision: long }]);
    expect(shown).toMatchObject({ status: 'found', truncated: true });
    expect(shown.body!.length).toBeLessThanOrEqual(2000);

    host.onRequest(() => ({ when: 'before', how: 'hang' }));
    const impatient = start(50);
    expect(
      await impatient.read([{ repoUrl, revision: commit('late') }]),
    ).toMatchObject([{ status: 'unavailable' }]);
  });
});
