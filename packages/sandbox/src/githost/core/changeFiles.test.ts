import {
  base64,
  ENGINEER,
  FILES,
  git,
  TestHost,
} from '../__testUtils__/testHost';

let test: TestHost;

beforeAll(async () => {
  test = await TestHost.start();
});

afterAll(async () => {
  await test.stop();
});

const fileSha = async (path: string, ref = 'main') =>
  (await test.api('GET', `contents/${path}?ref=${encodeURIComponent(ref)}`))
    .body.sha;

describe('changing many files', () => {
  it('makes a branch with one commit of creations, updates, moves and deletions', async () => {
    const { status, body } = await test.api('POST', 'contents', {
      branch: 'main',
      new_branch: 'request/one',
      message: 'Ask for a cluster\n\nBecause.',
      author: { name: 'Ada <script>', email: 'ada@example.org' },
      dates: { author: '2026-01-02T03:04:05Z' },
      signoff: true,
      files: [
        {
          operation: 'create',
          path: 'claims/dev/new.yaml',
          content: base64('grün\n'),
        },
        {
          operation: 'update',
          path: 'claims/dev/moved.yaml',
          from_path: 'claims/dev/a.yaml',
          content: base64('name: a2\n'),
          sha: await fileSha('claims/dev/a.yaml'),
        },
        {
          operation: 'delete',
          path: 'README.md',
          sha: await fileSha('README.md'),
        },
      ],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      files: [
        {
          path: 'claims/dev/new.yaml',
          type: 'file',
          encoding: 'base64',
          content: base64('grün\n'),
        },
        { path: 'claims/dev/moved.yaml' },
        null,
      ],
      commit: {
        message:
          'Ask for a cluster\n\nBecause.\n\nSigned-off-by: Ada script <ada@example.org>\n',
        author: {
          name: 'Ada script',
          email: 'ada@example.org',
          date: expect.stringMatching(/^2026-01-02T03:04:05(Z|\+00:00)$/),
        },
        parents: [{ sha: await test.host.head('platform', 'gitops', 'main') }],
      },
    });
    const { 'README.md': _, 'claims/dev/a.yaml': __, ...kept } = FILES;
    expect(
      await test.host.readFiles('platform', 'gitops', 'request/one', ''),
    ).toEqual({
      ...kept,
      'claims/dev/new.yaml': 'grün\n',
      'claims/dev/moved.yaml': 'name: a2\n',
    });
    expect(await test.host.readFiles('platform', 'gitops', 'main', '')).toEqual(
      FILES,
    );
  });

  it('takes the user who asks for the author, and says what was done', async () => {
    const sha = await test.branch('request/two', { 'x.yaml': 'x' });
    const { body } = await test.api('GET', `git/commits/${sha}`);
    expect(body).toMatchObject({
      sha,
      author: { login: 'portal' },
      commit: {
        author: { name: 'Developer portal', email: 'portal@example.org' },
        message: 'Change x.yaml\n',
      },
      files: [{ filename: 'x.yaml', status: 'added' }],
      stats: { total: 1, additions: 1, deletions: 0 },
    });
    const plain = await test.api('POST', 'contents', {
      branch: 'request/two',
      files: [{ operation: 'create', path: 'y', content: '' }],
    });
    expect(plain.body.commit.message).toBe('Add y\n');
  });

  it('keeps what is executable executable', async () => {
    const folder = await test.clone('modes');
    await git(folder, 'update-index', '--chmod=+x', 'README.md');
    await git(folder, 'commit', '-q', '-m', 'Run');
    await git(folder, 'push', '-q', 'origin', 'HEAD:refs/heads/modes');
    await test.api('PUT', 'contents/README.md', {
      branch: 'modes',
      sha: await fileSha('README.md', 'modes'),
      content: base64('#!/bin/sh\n'),
    });
    await git(folder, 'fetch', '-q', 'origin', 'modes');
    expect(await git(folder, 'ls-tree', 'FETCH_HEAD', 'README.md')).toMatch(
      /^100755 /,
    );
  });

  const create = (path: unknown, more: object = {}) => ({
    branch: 'main',
    new_branch: 'refused',
    files: [{ operation: 'create', path, content: '' }],
    ...more,
  });
  const wrong = '0123456789012345678901234567890123456789';

  it.each<[string, object, number, RegExp]>([
    [
      'a push to main',
      create('x', { new_branch: undefined }),
      403,
      /^user cannot commit to repo \[user: portal\]$/,
    ],
    [
      'main by name',
      create('x', { new_branch: 'main' }),
      403,
      /^user cannot commit to repo/,
    ],
    [
      'an unknown base',
      create('x', { branch: 'none' }),
      404,
      /branch does not exist \[repo_id: \d+ name: none\]/,
    ],
    [
      'an option for a base',
      create('x', { branch: '--all' }),
      422,
      /branch name is invalid/,
    ],
    [
      'an expression for a base',
      create('x', { branch: 'main~1' }),
      422,
      /branch name is invalid/,
    ],
    [
      'a malformed branch',
      create('x', { new_branch: 'a..b' }),
      422,
      /branch name is invalid/,
    ],
    [
      'a file that is there',
      create('README.md'),
      422,
      /repository file already exists \[path: README.md\]/,
    ],
    ['a folder that is there', create('claims'), 422, /already exists/],
    [
      'a file as a folder',
      create('README.md/x'),
      422,
      /both as a file and as a folder \[path: README.md\]/,
    ],
    [
      'one file twice',
      create('x', {
        files: [
          { operation: 'create', path: 'x' },
          { operation: 'create', path: 'x' },
        ],
      }),
      422,
      /written twice/,
    ],
    [
      'a file and a folder in one',
      create('x', {
        files: [
          { operation: 'create', path: 'x' },
          { operation: 'create', path: 'x/y' },
        ],
      }),
      422,
      /\[path: x\]/,
    ],
    [
      'a way out',
      create('../../../etc/passwd'),
      422,
      /malformed path component/,
    ],
    [
      'an absolute path',
      create('/etc/passwd'),
      422,
      /malformed path component/,
    ],
    [
      'a hook',
      create('.git/hooks/pre-receive'),
      422,
      /malformed path component/,
    ],
    ['a path that is none', create(7), 422, /malformed path component/],
    ['no files', create('x', { files: [] }), 422, /\[Files\]: Required/],
    [
      'files that are none',
      create('x', { files: 'x' }),
      422,
      /\[Files\]: Required/,
    ],
    [
      'content that is no base64',
      create('x', {
        files: [{ operation: 'create', path: 'x', content: '<>' }],
      }),
      422,
      /not base64/,
    ],
    [
      'an unknown operation',
      create('x', { files: [{ operation: 'chmod', path: 'x' }] }),
      422,
      /\[Operation\]/,
    ],
    [
      'an update without sha',
      create('x', {
        files: [{ operation: 'update', path: 'README.md', content: '' }],
      }),
      422,
      /a SHA or commit ID must be provided/,
    ],
    [
      'an update of something else',
      create('x', {
        files: [
          { operation: 'update', path: 'README.md', content: '', sha: wrong },
        ],
      }),
      422,
      /sha does not match \[given: 0123.*, expected: [0-9a-f]{40}\]/,
    ],
    [
      'a move onto another file',
      create('x', {
        files: [
          {
            operation: 'update',
            path: 'README.md',
            from_path: 'claims/dev/a.yaml',
            sha: wrong,
          },
        ],
      }),
      422,
      /already exists \[path: README.md\]/,
    ],
    [
      'a deletion of nothing',
      create('x', {
        files: [{ operation: 'delete', path: 'none', sha: wrong }],
      }),
      404,
      /object does not exist \[id: , rel_path: none\]/,
    ],
    [
      'a date that is none',
      create('x', { dates: { author: 'soon' } }),
      422,
      /\[Dates.Author\]/,
    ],
    [
      'a message that is none',
      create('x', { message: { a: 1 } }),
      422,
      /\[Message\]/,
    ],
  ])('refuses %s and makes no branch', async (_, body, status, message) => {
    const head = await test.host.head('platform', 'gitops', 'main');
    const answer = await test.api('POST', 'contents', body);
    expect(answer).toMatchObject({
      status,
      body: {
        message: expect.stringMatching(message),
        url: `${test.url}/api/swagger`,
      },
    });
    expect(
      await test.host.head('platform', 'gitops', 'refused'),
    ).toBeUndefined();
    expect(await test.host.head('platform', 'gitops', 'main')).toBe(head);
  });

  it('refuses an administrator on main, too', async () => {
    const answer = await test.api(
      'POST',
      'contents',
      create('x', { new_branch: 'main' }),
      ENGINEER,
    );
    expect(answer.status).toBe(403);
  });

  it('refuses a branch that is there, or that would lie in another', async () => {
    await test.branch('taken', { x: 'x' });
    const there = await test.api(
      'POST',
      'contents',
      create('y', { new_branch: 'taken' }),
    );
    expect(there).toMatchObject({
      status: 422,
      body: { message: 'branch already exists [name: taken]' },
    });
    const below = await test.api(
      'POST',
      'contents',
      create('y', { new_branch: 'taken/below' }),
    );
    expect(below).toMatchObject({
      status: 422,
      body: {
        message: expect.stringContaining('conflicts with an existing branch'),
      },
    });
  });

  it('of many at once lets exactly one make a branch', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        test.api(
          'POST',
          'contents',
          create(`file${n}`, { new_branch: 'race' }),
        ),
      ),
    );
    expect(answers.map(a => a.status).sort()).toEqual([
      201,
      ...Array(7).fill(422),
    ]);
  });

  it('of many at once on one branch keeps every commit', async () => {
    await test.branch('busy', { start: 's' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        test.api('POST', 'contents', {
          ...create(`busy/${n}`),
          branch: 'busy',
          new_branch: undefined,
        }),
      ),
    );
    expect(answers.map(a => a.status)).toEqual(Array(8).fill(201));
    const files = await test.host.readFiles(
      'platform',
      'gitops',
      'busy',
      'busy',
    );
    expect(Object.keys(files)).toHaveLength(8);
  });

  it('needs a user', async () => {
    const answer = await test.api('POST', 'contents', create('x'), '');
    expect(answer).toMatchObject({
      status: 401,
      body: { message: 'token is required' },
    });
    const wrongToken = await test.api('POST', 'contents', create('x'), 'wrong');
    expect(wrongToken.status).toBe(401);
  });

  it('bounds what it takes and understands no other format', async () => {
    const send = (type: string, body: string) =>
      fetch(`${test.url}/api/v1/repos/platform/gitops/contents`, {
        method: 'POST',
        headers: { Authorization: 'token portal-t0ken', 'Content-Type': type },
        body,
      });
    const long = await send(
      'application/json',
      JSON.stringify({ x: 'x'.repeat(33 * 1024 * 1024) }),
    );
    expect(long.status).toBe(413);
    expect((await send('application/json', '{')).status).toBe(400);
    expect((await send('text/plain', '{}')).status).toBe(422);
  });
});

describe('changing one file', () => {
  it('creates, updates and deletes on a branch', async () => {
    await test.branch('single', { start: 's' });
    const created = await test.api('POST', 'contents/dir/f%20%C3%BC.txt', {
      branch: 'single',
      content: base64('1'),
    });
    expect(created).toMatchObject({
      status: 201,
      body: {
        content: { path: 'dir/f ü.txt' },
        commit: { message: 'Add dir/f ü.txt\n' },
      },
    });
    const updated = await test.api('PUT', 'contents/dir/f%20%C3%BC.txt', {
      branch: 'single',
      content: base64('2'),
      sha: created.body.content.sha,
    });
    expect(updated.status).toBe(200);
    const stale = await test.api('PUT', 'contents/dir/f%20%C3%BC.txt', {
      branch: 'single',
      content: base64('3'),
      sha: created.body.content.sha,
    });
    expect(stale.status).toBe(422);
    const deleted = await test.api('DELETE', 'contents/dir/f%20%C3%BC.txt', {
      branch: 'single',
      sha: updated.body.content.sha,
    });
    expect(deleted).toMatchObject({ status: 200, body: { content: null } });
    expect(
      await test.host.readFiles('platform', 'gitops', 'single', 'dir'),
    ).toEqual({});
  });

  it('makes the first commit of an empty repository', async () => {
    await test.api('POST', '/user/repos', { name: 'first' });
    const created = await test.api(
      'POST',
      '/repos/portal/first/contents/README.md',
      { content: base64('# x') },
    );
    expect(created.status).toBe(201);
    expect(await test.host.head('portal', 'first', 'main')).toBe(
      created.body.commit.sha,
    );
  });
});
