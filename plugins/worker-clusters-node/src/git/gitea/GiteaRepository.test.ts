import { createGitRepository } from '../createGitRepository';
import {
  Answer,
  giteaIntegrations,
  startTestHost,
} from '../__testUtils__/testHost';

type Host = Awaited<ReturnType<typeof startTestHost>>;
let host: Host | undefined;

afterEach(async () => {
  await host?.close();
  host = undefined;
});

async function open(
  answer: Answer,
  options: {
    token?: string;
    credentials?: { username?: string; password?: string };
    timeoutMs?: number;
    signal?: AbortSignal;
  } = {},
) {
  host = await startTestHost(answer);
  const { credentials, ...rest } = options;
  return createGitRepository({
    integrations: giteaIntegrations(host.host, credentials),
    repository: { host: host.host, owner: 'platform', repo: 'gitops' },
    ...rest,
  });
}

const pullRequest = (number: number, branch: string, more: object = {}) => ({
  number,
  html_url: `http://git.example.com/platform/gitops/pulls/${number}`,
  title: `Pull request ${number}`,
  body: 'text',
  state: 'open',
  merged: false,
  user: { login: 'portal' },
  head: { label: branch, ref: branch, repo_id: 1 },
  base: { label: 'main', ref: 'main', repo_id: 1 },
  created_at: '2026-11-01T10:00:00+02:00',
  closed_at: null,
  merged_at: null,
  ...more,
});

describe('GiteaRepository: errors', () => {
  it.each([
    [
      401,
      {},
      'AuthenticationError',
      /refused the portal's credentials \(401\).*integrations\.gitea/,
    ],
    [
      403,
      {},
      'NotAllowedError',
      /does not allow .*the portal's account lacks a right/,
    ],
    [423, {}, 'NotAllowedError', /archived/],
    [404, {}, 'NotFoundError', /check that http.*\/platform\/gitops exists/],
    [409, {}, 'ConflictError', /exists already or has changed/],
    [
      422,
      { message: 'branch already exists' },
      'ConflictError',
      /It says: branch already exists/,
    ],
    [422, { message: 'bad title' }, 'InputError', /It says: bad title/],
    [400, { message: 'no' }, 'InputError', /\(400\)/],
    [429, {}, 'ServiceUnavailableError', /takes no more requests for now/],
    [
      500,
      'oops <html>',
      'ServiceUnavailableError',
      /failed \(500\).*tell the platform team/,
    ],
    [
      200,
      'oops <html>',
      'ServiceUnavailableError',
      /something that is not JSON/,
    ],
    [200, { wrong: true }, 'ServiceUnavailableError', /something unexpected/],
  ])('maps %s %j to %s', async (status, body, name, message) => {
    const repository = await open(() => ({ status, body }));
    await expect(
      repository.createPullRequest({
        head: 'b',
        base: 'main',
        title: 't',
        body: '',
      }),
    ).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    // A write is never repeated.
    expect(host!.seen).toHaveLength(1);
  });

  it('names the host and the way out when nothing listens', async () => {
    const repository = await open(() => ({}));
    await host!.close();
    await expect(repository.getBranch('main')).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(
        /^The Git host http:\/\/127\.0\.0\.1:\d+ did not answer \(connection refused\) while reading the branch main\. Try again when it is back; if it stays down tell the platform team\.$/,
      ),
    });
  });

  it('gives up on a host that hangs', async () => {
    const repository = await open(() => undefined, { timeoutMs: 100 });
    await expect(repository.getBranch('main')).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('did not answer (timeout)'),
    });
  });

  it('gives up on a host that sends without end', async () => {
    const repository = await open((_, response) => {
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const more = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await expect(repository.getBranch('main')).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('sent more than 16 MiB'),
    });
  });

  it.each([{}, { token: 'us3r-t0ken' }])(
    'lets no credential into a message (%j)',
    async options => {
      const repository = await open(
        ({ headers }) => ({
          status: 403,
          body: {
            message: `s3cret-t0ken us3r-t0ken ${headers.authorization}\nsecond line`,
          },
        }),
        options,
      );
      const error: Error = await repository.defaultBranch().catch(e => e);
      const secret = options.token ?? 's3cret-t0ken';
      expect(error.message).not.toContain(secret);
      expect(error.message).not.toContain('\n');
    },
  );

  it('does not follow a redirect to another host', async () => {
    const other = await startTestHost(() => ({ body: {} }));
    try {
      const repository = await open(() => ({
        status: 302,
        headers: { Location: `${other.url}/api/v1/repos/platform/gitops` },
      }));
      await expect(repository.defaultBranch()).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining('redirect, which is not followed'),
      });
      expect(other.seen).toHaveLength(0);
    } finally {
      await other.close();
    }
  });

  it('follows a redirect on the same host when it reads, as for a renamed repository', async () => {
    const repository = await open(({ url }) =>
      url.endsWith('/platform/gitops')
        ? { status: 301, headers: { Location: '/api/v1/repos/platform/new' } }
        : { body: { default_branch: 'trunk' } },
    );
    await expect(repository.defaultBranch()).resolves.toBe('trunk');
  });
});

describe('GiteaRepository: retries', () => {
  it.each([429, 502, 503, 504])(
    'reads again after %s, as often as is bounded',
    async status => {
      let failures = 2;
      const repository = await open(() => {
        failures -= 1;
        return failures >= 0
          ? { status, headers: { 'Retry-After': '0' } }
          : { body: { default_branch: 'main' } };
      });
      await expect(repository.defaultBranch()).resolves.toBe('main');
      expect(host!.seen).toHaveLength(3);

      failures = 100;
      await expect(repository.defaultBranch()).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
      });
      expect(host!.seen).toHaveLength(6);
    },
  );

  it('does not wait for longer than a person does', async () => {
    const repository = await open(() => ({
      status: 503,
      headers: { 'Retry-After': '3600' },
    }));
    await expect(repository.defaultBranch()).rejects.toThrow(/\(503\)/);
    expect(host!.seen).toHaveLength(1);
  });

  it('reads again after a cut connection', async () => {
    let cut = false;
    const repository = await open((_, response) => {
      if (cut) return { body: { default_branch: 'main' } };
      cut = true;
      response.socket!.resetAndDestroy();
      return undefined;
    });
    await expect(repository.defaultBranch()).resolves.toBe('main');
  });

  it('ends a read when the signal says so', async () => {
    const abort = new AbortController();
    const repository = await open(
      () => {
        abort.abort(new Error('cancelled'));
        return undefined;
      },
      { signal: abort.signal },
    );
    await expect(repository.defaultBranch()).rejects.toThrow('cancelled');
  });
});

describe('GiteaRepository: credentials', () => {
  const basic = `basic ${Buffer.from('portal:s3cret-t0ken').toString(
    'base64',
  )}`;
  it.each([
    ['user name and password', {}, basic],
    ['a token alone', { credentials: { password: 'abc' } }, 'token abc'],
    ['no password', { credentials: { username: 'portal' } }, undefined],
    ["a person's token", { token: 'mine' }, 'token mine'],
  ])('sends %s', async (_, options, expected) => {
    const repository = await open(
      () => ({ body: { default_branch: 'main' } }),
      options,
    );
    await repository.defaultBranch();
    expect(host!.seen[0].headers.authorization).toBe(expected);
  });
});

describe('GiteaRepository: files and branches', () => {
  it('tells a missing file from a missing repository', async () => {
    let exists = true;
    const repository = await open(({ url }) =>
      url.includes('/contents/') || !exists
        ? { status: 404, body: { message: 'Not Found' } }
        : { body: { default_branch: 'main' } },
    );
    await expect(repository.getFile('a.yaml', 'main')).resolves.toBeUndefined();

    exists = false;
    const gone = createGitRepository({
      integrations: giteaIntegrations(host!.host),
      repository: { host: host!.host, owner: 'platform', repo: 'gone' },
    });
    await expect(gone.getFile('a.yaml', 'main')).rejects.toMatchObject({
      name: 'NotFoundError',
    });
  });

  it('keeps a path inside the repository', async () => {
    const repository = await open(() => ({ body: {} }));
    for (const path of ['../../user', 'a/../b', './a', '..']) {
      await expect(repository.getFile(path, 'main')).rejects.toThrow(
        /is not a path in a repository/,
      );
    }
    await repository.getFile('a b/ü?#%2e', 'x&y').catch(() => undefined);
    expect(host!.seen.map(s => s.url)).toEqual([
      '/api/v1/repos/platform/gitops/contents/a%20b/%C3%BC%3F%23%252e?ref=x%26y',
    ]);
  });

  it('decodes a file and takes a folder for no file', async () => {
    const repository = await open(({ url }) => ({
      body: url.includes('folder')
        ? [
            { type: 'file', path: 'folder/a.yaml' },
            { type: 'dir', path: 'folder/b' },
          ]
        : {
            type: 'file',
            path: 'a',
            sha: 'abc',
            encoding: 'base64',
            content: Buffer.from('grün\n').toString('base64'),
          },
    }));
    await expect(repository.getFile('a', 'main')).resolves.toEqual({
      path: 'a',
      sha: 'abc',
      content: 'grün\n',
    });
    await expect(repository.getFile('folder', 'main')).resolves.toBeUndefined();
    await expect(repository.listFiles('folder', 'main')).resolves.toEqual([
      'folder/a.yaml',
    ]);
  });

  it('writes the branch and all files in one call', async () => {
    const repository = await open(() => ({
      status: 201,
      body: { commit: { sha: 'c0ffee' }, files: [] },
    }));
    await expect(
      repository.createBranchWithCommit({
        branch: 'x/y',
        base: 'main',
        message: 'm',
        author: { name: 'A', email: 'a@example.org' },
        changes: [
          { path: 'new', content: 'ü' },
          { path: 'changed', content: 'b', sha: '1' },
          { path: 'gone', sha: '2' },
        ],
      }),
    ).resolves.toEqual({ commit: 'c0ffee' });
    expect(host!.seen).toHaveLength(1);
    expect(host!.seen[0]).toMatchObject({
      method: 'POST',
      url: '/api/v1/repos/platform/gitops/contents',
      body: {
        branch: 'main',
        new_branch: 'x/y',
        author: { name: 'A', email: 'a@example.org' },
        files: [
          { operation: 'create', path: 'new', content: 'w7w=' },
          { operation: 'update', path: 'changed', content: 'Yg==', sha: '1' },
          { operation: 'delete', path: 'gone', sha: '2' },
        ],
      },
    });
  });
});

describe('GiteaRepository: pull requests', () => {
  it('reads all pages, newest first, by the source branch', async () => {
    const all = Array.from({ length: 120 }, (_, i) =>
      pullRequest(
        i + 1,
        i % 2 ? `worker-cluster/dev/c${i}/create` : `other/${i}`,
      ),
    ).reverse();
    const repository = await open(({ url }) => {
      const { searchParams } = new URL(url, 'http://x');
      const page = Number(searchParams.get('page'));
      // This host is set to shorter pages than it is asked for.
      return { body: all.slice((page - 1) * 30, page * 30) };
    });
    const found = await repository.listPullRequests({
      state: 'open',
      headPrefix: 'worker-cluster/',
    });
    expect(found.map(p => p.number)).toEqual(
      Array.from({ length: 60 }, (_, i) => 120 - 2 * i),
    );
    await expect(
      repository.listPullRequests({ state: 'open', head: 'other/2' }),
    ).resolves.toMatchObject([{ number: 3 }]);
  });

  it.each([
    [{}, { state: 'open', createdAt: '2026-11-01T08:00:00.000Z' }],
    [
      { state: 'closed', closed_at: '2026-11-01T09:00:00Z' },
      { state: 'closed', finishedAt: '2026-11-01T09:00:00.000Z' },
    ],
    [
      {
        state: 'closed',
        merged: true,
        merged_at: '2026-11-01T09:00:00Z',
        head: { label: 'b', ref: 'refs/pull/7/head', repo_id: 1 },
      },
      { state: 'merged', head: 'b', finishedAt: '2026-11-01T09:00:00.000Z' },
    ],
    [
      {
        head: {
          label: 'b',
          ref: 'b',
          repo: { full_name: 'mallory/gitops', owner: { login: 'mallory' } },
        },
        base: {
          label: 'main',
          ref: 'main',
          repo: { full_name: 'platform/gitops' },
        },
      },
      { head: 'mallory:b' },
    ],
    [{ head: { label: 'b', ref: 'b', repo_id: -1 } }, { head: 'unknown:b' }],
    [
      { html_url: 'data:text/html,x' },
      { url: expect.stringMatching(/^http:.*\/platform\/gitops\/pulls\/7$/) },
    ],
  ])('reads %j', async (answer, expected) => {
    const repository = await open(() => ({
      body: pullRequest(7, 'b', answer),
    }));
    await expect(repository.getPullRequest(7)).resolves.toMatchObject(expected);
  });

  it('passes labels by id, and only those that exist', async () => {
    const repository = await open(({ url }) =>
      url.includes('/labels')
        ? { body: [{ id: 4, name: 'cluster' }] }
        : { status: 201, body: pullRequest(7, 'b') },
    );
    await repository.createPullRequest({
      head: 'b',
      base: 'main',
      title: 't',
      body: 'x',
      labels: ['cluster', 'unknown'],
    });
    expect(host!.seen[1].body).toEqual({
      head: 'b',
      base: 'main',
      title: 't',
      body: 'x',
      labels: [4],
    });
  });
});
