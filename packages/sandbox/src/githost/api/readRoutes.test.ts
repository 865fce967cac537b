import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { base64, ENGINEER, FILES, TestHost } from '../__testUtils__/testHost';

let test: TestHost;
let main: string;

beforeAll(async () => {
  test = await TestHost.start();
  main = (await test.host.head('platform', 'gitops', 'main'))!;
});

afterAll(async () => {
  await test.stop();
});

describe('files', () => {
  it('gives a file with its content', async () => {
    const { status, body } = await test.api(
      'GET',
      'contents/claims/prod/%C3%BC%20b.yaml?ref=main',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'ü b.yaml',
      path: 'claims/prod/ü b.yaml',
      type: 'file',
      size: 8,
      encoding: 'base64',
      content: base64('name: b\n'),
      last_commit_sha: main,
      html_url: `${test.url}/platform/gitops/src/branch/main/claims/prod/%C3%BC%20b.yaml`,
    });
  });

  it.each([
    ['contents', ['README.md', 'claims']],
    ['contents/', ['README.md', 'claims']],
    ['contents/claims', ['claims/dev', 'claims/prod']],
    ['contents/claims/?ref=main', ['claims/dev', 'claims/prod']],
  ])('lists the folder %s', async (path, paths) => {
    const { body } = await test.api('GET', path);
    expect(body.map((e: any) => e.path)).toEqual(paths);
    expect(body.at(-1)).toMatchObject({ type: 'dir', content: null });
  });

  it.each(['raw/README.md', 'media/README.md?ref=main'])(
    'gives %s as plain text, whatever it is',
    async path => {
      const { body, headers } = await test.api('GET', path);
      expect(body).toBe('# GitOps\n');
      expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(headers.get('content-security-policy')).toContain('sandbox');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  it.each([
    'contents/none',
    'contents/README.md/x',
    'contents/README.md?ref=none',
    'contents/README.md?ref=--help',
    'contents/README.md?ref=main~0',
    'contents/README.md?ref=main:README.md',
    'contents/..%2f..%2f..%2fetc%2fpasswd',
    'contents/.git/config',
    'contents/-rf',
    'contents/:(glob)*',
    'raw/..%2f..%2fgitea.json',
    'raw/claims',
    'git/commits/HEAD',
    'git/commits/refs%2fheads%2f..%2f..%2fx',
    'git/trees/--all',
    'git/blobs/HEAD',
    'branches/none',
    'branches/--list',
    'compare/main...none',
    'archive/none.tar.gz',
    'archive/--output=x.tar.gz',
    '/repos/platform/..%2f..',
    '/repos/platform/none',
    '/nothing',
    'pulls/1',
    'pulls/main/none',
  ])('does not find %s', async path => {
    const { status, body } = await test.api('GET', path);
    expect(status).toBe(404);
    expect(body.message).toEqual(expect.any(String));
  });
});

describe('commits and trees', () => {
  it('gives the whole tree', async () => {
    const { body } = await test.api('GET', 'git/trees/main?recursive=1');
    expect(
      body.tree.filter((e: any) => e.type === 'blob').map((e: any) => e.path),
    ).toEqual(Object.keys(FILES));
    expect(body).toMatchObject({ sha: main, truncated: false, total_count: 6 });
    const flat = await test.api('GET', `git/trees/${main}?per_page=1&page=2`);
    expect(flat.body).toMatchObject({
      tree: [{ path: 'claims', type: 'tree' }],
      truncated: false,
    });
    const blob = body.tree.find((e: any) => e.path === 'README.md');
    const { body: content } = await test.api('GET', `git/blobs/${blob.sha}`);
    expect(content).toMatchObject({ content: base64('# GitOps\n'), size: 9 });
  });

  it('lists commits by page and by path', async () => {
    await test.branch('history', { h0: '0' });
    for (const n of [1, 2, 3]) {
      await test.api('POST', `contents/h${n}`, {
        branch: 'history',
        content: base64(`${n}`),
        message: `Commit ${n}\nwith a second line`,
      });
    }
    const first = await test.api('GET', 'commits?sha=history&limit=2');
    expect(first.headers.get('x-total-count')).toBe('5');
    expect(first.headers.get('link')).toContain(
      `${test.url}/api/v1/repos/platform/gitops/commits?sha=history&limit=2&page=2>; rel="next"`,
    );
    expect(first.body.map((c: any) => c.commit.message)).toEqual([
      'Commit 3\nwith a second line\n',
      'Commit 2\nwith a second line\n',
    ]);
    const path = await test.api('GET', 'commits?sha=history&path=h1');
    expect(path.body).toHaveLength(1);
    const compare = await test.api('GET', 'compare/main...history');
    expect(compare.body).toMatchObject({ total_commits: 4 });
    expect(compare.body.files).toHaveLength(4);
  });

  it.each([
    ['tar.gz', ['tar', '-tzf']],
    ['zip', ['python3', '-m', 'zipfile', '-l']],
  ])('gives an archive as %s', async (format, [command, ...args]) => {
    const response = await fetch(
      `${test.url}/api/v1/repos/platform/gitops/archive/main.${format}`,
    );
    expect(response.status).toBe(200);
    const file = join(test.directory, `archive.${format}`);
    writeFileSync(file, Buffer.from(await response.arrayBuffer()));
    expect(execFileSync(command, [...args, file]).toString()).toContain(
      'gitops/claims/dev/a.yaml',
    );
  });
});

describe('branches', () => {
  it('makes, lists, gives and deletes', async () => {
    const made = await test.api('POST', 'branches', {
      new_branch_name: 'a/b/c',
      old_ref_name: main,
    });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'a/b/c', protected: false, commit: { id: main } },
    });
    for (const [body, status] of [
      [{ new_branch_name: 'a/b/c' }, 409],
      [{ new_branch_name: 'a/b' }, 409],
      [{ new_branch_name: 'x', old_ref_name: 'none' }, 404],
      [{ new_branch_name: '-x' }, 422],
      [{}, 422],
    ] as const) {
      expect((await test.api('POST', 'branches', body)).status).toBe(status);
    }
    const { body } = await test.api('GET', 'branches?limit=50');
    expect(body).toContainEqual(
      expect.objectContaining({ name: 'main', protected: true }),
    );
    expect((await test.api('GET', 'branches/a/b/c')).status).toBe(200);
    expect((await test.api('GET', 'branches/a%2Fb%2Fc')).status).toBe(200);
    expect((await test.api('DELETE', 'branches/a/b/c')).status).toBe(204);
    expect((await test.api('DELETE', 'branches/a/b/c')).status).toBe(404);
    expect((await test.api('DELETE', 'branches/main')).status).toBe(403);
    const refs = await test.api('GET', 'git/refs/heads/main');
    expect(refs.body).toMatchObject([
      { ref: 'refs/heads/main', object: { sha: main } },
    ]);
  });

  it('are protected and freed by an administrator', async () => {
    const rule = { rule_name: 'release' };
    await test.api('POST', 'branches', { new_branch_name: 'release' });
    expect((await test.api('POST', 'branch_protections', rule)).status).toBe(
      403,
    );
    const made = await test.api('POST', 'branch_protections', rule, ENGINEER);
    expect(made).toMatchObject({
      status: 201,
      body: { rule_name: 'release', enable_push: false },
    });
    expect((await test.api('DELETE', 'branches/release')).status).toBe(403);
    const { body } = await test.api('GET', 'branch_protections');
    expect(body.map((r: any) => r.rule_name)).toEqual(['main', 'release']);
    const freed = await test.api(
      'DELETE',
      'branch_protections/release',
      undefined,
      ENGINEER,
    );
    expect(freed.status).toBe(204);
    expect((await test.api('DELETE', 'branches/release')).status).toBe(204);
  });
});

describe('users, organisations and repositories', () => {
  it('say who is who, and never a token', async () => {
    expect(
      (await test.api('GET', '/version', undefined, '')).body.version,
    ).toMatch(/^1\.\d+/);
    const { body } = await test.api('GET', '/user');
    expect(body).toMatchObject({ login: 'portal', is_admin: false });
    expect((await test.api('GET', '/user', undefined, '')).status).toBe(401);
    const found = await test.api('GET', '/users/search?q=ENG');
    expect(found.body.data).toMatchObject([{ login: 'engineer' }]);
    expect((await test.api('GET', '/users/engineer')).status).toBe(200);
    expect((await test.api('GET', '/users/platform')).status).toBe(404);
    expect((await test.api('GET', '/orgs/platform')).status).toBe(200);
    expect((await test.api('GET', '/orgs/engineer')).status).toBe(404);
    expect(JSON.stringify([body, found.body])).not.toContain('t0ken');
  });

  it('are made as publish:gitea does', async () => {
    const org = await test.api('POST', '/orgs', { username: 'teams' });
    expect(org.status).toBe(201);
    const made = await test.api('POST', '/orgs/teams/repos', {
      name: 'service',
      description: 'd',
      private: false,
      auto_init: true,
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        full_name: 'teams/service',
        clone_url: `${test.url}/teams/service.git`,
        default_branch: 'main',
      },
    });
    const page = await fetch(`${test.url}/teams/service/src/branch/main`);
    expect(page.status).toBe(200);
    for (const [body, status] of [
      [{ name: 'SERVICE' }, 409],
      [{ name: '../x' }, 422],
      [{ name: '-x' }, 422],
      [{}, 422],
    ] as const) {
      expect((await test.api('POST', '/orgs/teams/repos', body)).status).toBe(
        status,
      );
    }
    expect(
      (await test.api('POST', '/orgs/none/repos', { name: 'x' })).status,
    ).toBe(404);
    const found = await test.api('GET', '/repos/search?q=serv');
    expect(found.body.data).toHaveLength(1);
  });

  it('hide what is private from nobody in particular', async () => {
    await test.api('POST', '/user/repos', { name: 'secret', private: true });
    const path = '/repos/portal/secret';
    expect((await test.api('GET', path)).status).toBe(200);
    expect((await test.api('GET', path, undefined, '')).status).toBe(404);
    const found = await test.api('GET', '/repos/search', undefined, '');
    expect(JSON.stringify(found.body)).not.toContain('secret');
  });
});
