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

// What every type of host has in common is tested in failures.test.ts.
describe('giteaRepository: errors', () => {
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
    [429, {}, 'ServiceUnavailableError', /Rate limited by the Git host/],
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

describe('giteaRepository: retries', () => {
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

describe('giteaRepository: credentials', () => {
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

describe('giteaRepository: files and branches', () => {
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

  it.each([
    [
      'moved',
      { commit: { id: 'bbbbbbbbbb' } },
      /it is at bbbbbbbb, not at aaaaaaaa/,
    ],
    ['gone', undefined, /it is at nothing, not at aaaaaaaa/],
  ])('writes nothing on a branch that has %s', async (_, branch, message) => {
    const repository = await open(({ url }) => {
      if (!url.includes('/branches/')) return { body: { default_branch: 'm' } };
      return branch ? { body: { name: 'b', ...branch } } : { status: 404 };
    });
    await expect(
      repository.commitOnBranch({
        branch: 'b',
        expectedHead: 'aaaaaaaaaa',
        message: 'm',
        changes: [{ path: 'a', content: 'b' }],
      }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(message),
    });
    expect(host!.seen.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('adds a commit to the branch that has not moved, in one call', async () => {
    const repository = await open(({ method }) =>
      method === 'GET'
        ? { body: { name: 'b', commit: { id: 'aaaaaaaaaa' } } }
        : { status: 201, body: { commit: { sha: 'c0ffee' }, files: [] } },
    );
    await expect(
      repository.commitOnBranch({
        branch: 'b',
        expectedHead: 'aaaaaaaaaa',
        message: 'm',
        changes: [{ path: 'changed', content: 'b', sha: '1' }],
      }),
    ).resolves.toEqual({ commit: 'c0ffee' });
    expect(host!.seen.map(({ method, url }) => [method, url])).toEqual([
      ['GET', '/api/v1/repos/platform/gitops/branches/b'],
      ['POST', '/api/v1/repos/platform/gitops/contents'],
    ]);
    expect(host!.seen[1].body).toEqual({
      branch: 'b',
      message: 'm',
      files: [
        { operation: 'update', path: 'changed', content: 'Yg==', sha: '1' },
      ],
    });
  });

  it.each([
    [422, 'sha does not match [given: 1, expected: 2]'],
    [422, 'a SHA or commit ID must be provided when updating a file'],
    [404, 'repository file does not exist [path: changed]'],
    [404, 'object does not exist [id: , rel_path: changed]'],
    [422, 'repository file already exists [path: changed]'],
    [422, 'branch already exists [name: b]'],
  ])('takes %s %s for a conflict', async (status, message) => {
    const repository = await open(() => ({ status, body: { message } }));
    await expect(
      repository.createBranchWithCommit({
        branch: 'b',
        base: 'main',
        message: 'm',
        changes: [{ path: 'changed', content: 'b', sha: '1' }],
      }),
    ).rejects.toMatchObject({ name: 'ConflictError' });
  });
});
