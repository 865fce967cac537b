import https from 'node:https';
import { Duplex } from 'node:stream';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { openRepository } from '../__testUtils__/openRepository';
import { SimulatedBitbucketCloud } from '../__testUtils__/SimulatedBitbucketCloud';
import { PERSON_TOKEN, RunningHost } from '../__testUtils__/SimulatedHost';
import { startTestHost } from '../__testUtils__/testHost';
import { toPullRequest } from './bitbucketCloudAnswers';
import { bitbucketCloudCredentials } from './bitbucketCloudCredentials';
import {
  bitbucketCloudProvider,
  createBitbucketCloudProvider,
} from './bitbucketCloudProvider';

let host: SimulatedBitbucketCloud;
let running: RunningHost;

beforeEach(async () => {
  host = new SimulatedBitbucketCloud();
  running = await host.start();
});
afterEach(() => running.close());

const open = (options: { token?: string } = {}) =>
  openRepository(
    running,
    createBitbucketCloudProvider(host.addresses),
    options,
  );
const branchB = {
  branch: 'b',
  base: 'main',
  message: 'Subject\n\nBody\n',
  changes: [{ path: 'new.yaml', content: 'one\ntwo\n' }],
};
const addPull = (head: string) => {
  host.memory.createBranch(
    head,
    host.memory.addCommit({
      parent: host.memory.branches.get('main'),
      message: head,
      files: new Map(),
    }).sha,
  );
  return host.memory.openPullRequest({
    title: head,
    head,
    base: 'main',
    author: 'portal',
  });
};

describe('bitbucketCloudRepository: commits', () => {
  it('keeps line ends, and files with the names of the form itself', async () => {
    const { commit } = await open().createBranchWithCommit({
      ...branchB,
      author: { name: 'Ada <x>\nLovelace', email: 'ada@example.org' },
      changes: [
        { path: 'message', content: 'a\nb\r\n' },
        { path: 'branch', content: 'other' },
        { path: 'files', content: '' },
      ],
    });
    const { message, files, author } = host.memory.commits.get(commit)!;
    expect(message).toBe('Subject\n\nBody\n');
    expect(author.name).toBe('Ada xLovelace');
    expect(files.get('message')).toBe('a\nb\r\n');
    expect(files.get('branch')).toBe('other');
    expect(files.get('files')).toBe('');
    expect(host.writes).toHaveLength(1);
  });

  it('does not move a branch that somebody made in between', async () => {
    const theirs = host.memory.addCommit({
      parent: host.memory.branches.get('main'),
      message: 'theirs',
      files: new Map(),
    }).sha;
    host.onRequest(({ write }) => {
      if (write) host.memory.createBranch('b', theirs);
    });
    await expect(open().createBranchWithCommit(branchB)).rejects.toMatchObject({
      name: 'ConflictError',
    });
    expect(host.memory.branches.get('b')).toBe(theirs);
  });

  it('does not pass over a commit that somebody added in between', async () => {
    const { commit } = await open().createBranchWithCommit(branchB);
    let theirs = '';
    host.onRequest(({ write }) => {
      if (write) theirs = host.memory.push('b', { 'theirs.yaml': 't' });
    });
    await expect(
      open().commitOnBranch({
        branch: 'b',
        expectedHead: commit,
        message: 'm',
        changes: [{ path: 'mine.yaml', content: 'm' }],
      }),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    expect(host.memory.branches.get('b')).toBe(theirs);
  });

  it.each(['before', 'after'] as const)(
    'writes once, though the answer is lost %s the effect',
    async when => {
      host.onRequest(({ write }) => (write ? { when, how: 'cut' } : undefined));
      await expect(
        open().createBranchWithCommit(branchB),
      ).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
      expect(host.writes).toHaveLength(1);
      expect(host.memory.branches.has('b')).toBe(when === 'after');
    },
  );

  it('keeps every path inside the repository', async () => {
    for (const path of ['../x', 'a/./b', '..']) {
      await expect(
        open().createBranchWithCommit({
          ...branchB,
          changes: [{ path, content: 'x' }],
        }),
      ).rejects.toThrow(/is not a path in a repository/);
    }
    expect(host.writes).toHaveLength(0);
  });
});

describe('bitbucketCloudRepository: lists', () => {
  it('keeps quotes in a name out of the query', async () => {
    const odd = 'a"\\ OR state = "MERGED';
    addPull(odd);
    addPull('other');
    const repository = open();
    await expect(
      repository.listPullRequests({ state: 'open', head: odd }),
    ).resolves.toMatchObject([{ number: 1 }]);
    await expect(
      repository.listPullRequests({ state: 'open', headPrefix: 'a"' }),
    ).resolves.toMatchObject([{ number: 1 }]);
  });

  it.each([
    [
      'another host',
      (url: string, other: string) => `${other}${new URL(url).pathname}`,
    ],
    [
      'another part of the API',
      (url: string) => new URL('/2.0/user', url).href,
    ],
    ['no URL', () => 'next please'],
  ])('does not follow a next page to %s', async (_, next) => {
    const other = await startTestHost(() => ({ body: { values: [] } }));
    try {
      for (let i = 0; i < 3; i += 1) addPull(`b${i}`);
      host.maxPage = 2;
      host.next = url => next(url, other.url);
      await expect(
        open().listPullRequests({ state: 'open' }),
      ).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining('something unexpected'),
      });
      expect(other.seen).toHaveLength(0);
      expect(host.requests).toHaveLength(1);
    } finally {
      await other.close();
    }
  });

  it('reads all pages of a folder', async () => {
    host.maxPage = 2;
    const names = ['a', 'b', 'c', 'd', 'e'].map(name => `many/${name}`);
    host.memory.push(
      'main',
      Object.fromEntries(names.map(name => [name, name])),
    );
    await expect(open().listFiles('many/', 'main')).resolves.toEqual(names);
    await expect(open().listFiles('', 'main')).resolves.toEqual(['README.md']);
  });
});

describe('bitbucketCloudRepository: reviewers', () => {
  it('asks all others if one is unknown', async () => {
    await open().createBranchWithCommit(branchB);
    const { warnings } = await open().createPullRequest({
      head: 'b',
      base: 'main',
      title: 't',
      body: 'text',
      reviewers: ['ada', 'nobody', 'grace'],
    });
    expect(warnings).toEqual([
      expect.stringMatching(
        /No review requested from nobody: .* knows no user 'nobody'/,
      ),
    ]);
    expect(host.memory.pullRequest(1)).toMatchObject({
      reviewers: ['ada', 'grace'],
      body: 'text',
    });
    // Nor does a new title cost a reviewer.
    await open().updatePullRequest(1, { title: 'New' });
    expect(host.memory.pullRequest(1).reviewers).toEqual(['ada', 'grace']);
  });
});

describe('bitbucketCloudRepository: pull requests', () => {
  const page = 'https://bitbucket.org/w/r';
  const present = (more: object) =>
    toPullRequest({ ...host.present(addPull('b')), ...more } as any, page);

  it.each([
    [{ state: 'SUPERSEDED' }, { state: 'closed' }],
    [{ state: 'MERGED' }, { state: 'merged' }],
    [
      {
        source: {
          branch: { name: 'b' },
          repository: { full_name: 'mallory/gitops' },
        },
      },
      { head: 'mallory:b' },
    ],
    [
      { source: { branch: { name: 'b' }, repository: null } },
      { head: 'unknown:b' },
    ],
    [
      { links: { html: { href: 'data:text/html,x' } } },
      { url: 'https://bitbucket.org/w/r/pull-requests/1' },
    ],
  ])('reads %j', (answer, expected) => {
    expect(present(answer)).toMatchObject(expected);
  });
});

describe('bitbucketCloudProvider', () => {
  const integrations = (entry: Record<string, string>) =>
    ScmIntegrations.fromConfig(
      new ConfigReader({ integrations: { bitbucketCloud: [entry] } }),
    );
  const basic = (text: string) =>
    `Basic ${Buffer.from(text).toString('base64')}`;

  it.each([
    [{ token: 't' }, undefined, 'Bearer t'],
    [{ username: 'u', token: 't' }, undefined, basic('u:t')],
    [{ username: 'u', appPassword: 'p' }, undefined, basic('u:p')],
    [{ username: 'u', token: 't' }, 'mine', 'Bearer mine'],
    [{}, undefined, undefined],
  ])('with %j and the person token %s sends %s', async (entry, token, sent) => {
    const { config } = integrations(
      entry as Record<string, string>,
    ).bitbucketCloud.byHost('bitbucket.org')!;
    const { headers, secrets } = await bitbucketCloudCredentials(config, token);
    expect(headers.Authorization).toBe(sent);
    expect(secrets).toEqual(
      expect.arrayContaining(sent ? [sent.split(' ')[1]] : []),
    );
  });

  it('does not wait for an OAuth token for ever', async () => {
    // The integration's address of it is fixed.
    const silent = jest
      .spyOn(https.globalAgent as any, 'createConnection')
      .mockImplementation(
        () =>
          new Duplex({ read: () => {}, write: (_, __, written) => written() }),
      );
    try {
      const { config } = integrations({
        clientId: 'client-that-hangs',
        clientSecret: 'cl1ent-s3cret',
      }).bitbucketCloud.byHost('bitbucket.org')!;
      const error = await bitbucketCloudCredentials(
        config,
        undefined,
        50,
      ).catch(e => e);
      expect(error.name).toBe('ServiceUnavailableError');
      expect(error.message).toMatch(/gave the portal no token.*timeout/);
      expect(error.message).not.toContain('cl1ent-s3cret');
      expect(silent).toHaveBeenCalledTimes(1);
    } finally {
      silent.mockRestore();
    }
  });

  it('names the pages of Bitbucket Cloud', () => {
    const repository = bitbucketCloudProvider.createRepository({
      integrations: integrations({}),
      location: { host: 'bitbucket.org', workspace: 'w', repo: 'r' },
    });
    expect(repository.url).toBe('https://bitbucket.org/w/r');
    expect(repository.fileUrl('a b/c', 'x/y')).toBe(
      'https://bitbucket.org/w/r/src/x%2Fy/a%20b/c',
    );
  });

  it.each([
    [{ repo: 'r' }, /no 'workspace'.*workspace=<workspace>&repo=<repository>/],
    [{ workspace: 'w/..', repo: 'r' }, /not a valid workspace/],
    [{ workspace: 'w', repo: '..' }, /not a valid repo/],
    [{ workspace: 'w', repo: 'r?x' }, /not a valid repo/],
  ])('refuses %j', (location, message) => {
    expect(() =>
      bitbucketCloudProvider.createRepository({
        integrations: integrations({}),
        location: { host: 'bitbucket.org', ...location },
      }),
    ).toThrow(message);
  });

  it('acts with the token of a person', async () => {
    await open({ token: PERSON_TOKEN }).defaultBranch();
    expect(host.requests[0].headers.authorization).toBe(
      `Bearer ${PERSON_TOKEN}`,
    );
  });
});
