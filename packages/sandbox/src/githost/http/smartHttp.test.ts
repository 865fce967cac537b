import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  ENGINEER,
  FILES,
  git,
  PORTAL,
  TestHost,
} from '../__testUtils__/testHost';

let test: TestHost;

beforeEach(async () => {
  test = await TestHost.start();
});

afterEach(async () => {
  await test.stop();
  // Whatever clients do, nothing of it is a failure of the host.
  if (test.log.length > 0) throw new Error(test.log.join('\n'));
});

/** Sends a body to one of git's services; gives the status. */
async function sendBody(service: string, body: Buffer, encoding: string) {
  const response = await fetch(`${test.remote('')}/${service}`, {
    method: 'POST',
    headers: {
      Authorization: `token ${PORTAL}`,
      'Content-Type': `application/x-${service}-request`,
      'Content-Encoding': encoding,
    },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}

async function commitFile(folder: string, path: string, content: string) {
  await writeFile(join(folder, path), content);
  await git(folder, 'add', '--', path);
  await git(folder, 'commit', '-q', '-m', `Write ${path}`);
  return git(folder, 'rev-parse', 'HEAD');
}

describe('clone and fetch', () => {
  it.each(['0', '1', '2'])('works with protocol version %s', async version => {
    const folder = join(test.directory, 'work');
    await git(
      test.directory,
      ...['-c', `protocol.version=${version}`, 'clone', '-q'],
      ...[test.remote(''), folder],
    );
    expect(await git(folder, 'rev-parse', 'HEAD')).toBe(
      await test.host.head('platform', 'gitops', 'main'),
    );
    expect((await git(folder, 'ls-files', '-z')).split('\0').sort()).toEqual([
      '',
      ...Object.keys(FILES).sort(),
    ]);
    const commit = await test.branch('feature/x', { x: 'x' });
    await git(folder, '-c', `protocol.version=${version}`, 'fetch', '-q');
    expect(await git(folder, 'rev-parse', 'origin/feature/x')).toBe(commit);
  });

  it('works for a part of the history, and for one commit', async () => {
    const commit = await test.branch('feature/x', { x: 'x' });
    const folder = await test.clone('work', '--depth=1', '--filter=blob:none');
    await git(folder, 'fetch', '-q', 'origin', commit);
    expect(await git(folder, 'rev-parse', 'FETCH_HEAD')).toBe(commit);
  });

  it('unpacks a request that is compressed', async () => {
    const want = await test.host.head('platform', 'gitops', 'main');
    const line = `want ${want}\n`;
    const body = `${(line.length + 4)
      .toString(16)
      .padStart(4, '0')}${line}00000009done\n`;
    const response = await fetch(`${test.remote('')}/git-upload-pack`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-git-upload-pack-request',
        'Content-Encoding': 'gzip',
      },
      body: gzipSync(body),
    });
    expect(response.status).toBe(200);
    const pack = Buffer.from(await response.arrayBuffer());
    expect(pack.subarray(0, 12).toString()).toBe('0008NAK\nPACK');
  });

  it.each([
    ['a body that is no gzip', Buffer.from('nonsense'), 'gzip'],
    ['nonsense', Buffer.from('nonsense'), 'identity'],
  ])('refuses %s', async (_, body, encoding) => {
    expect(await sendBody('git-upload-pack', body, encoding)).toBe(400);
    expect(await sendBody('git-receive-pack', body, encoding)).toBe(400);
  });

  it('refuses a body that unpacks without end, and an unknown encoding', async () => {
    const main = await test.host.head('platform', 'gitops', 'main');
    const endless = Buffer.alloc(33 << 20, `0032want ${main}\n`);
    expect(await sendBody('git-upload-pack', gzipSync(endless), 'gzip')).toBe(
      413,
    );
    expect(await sendBody('git-upload-pack', Buffer.from('x'), 'br')).toBe(415);
  });

  it('asks for a user if a repository is private', async () => {
    await test.api('PATCH', '', { private: true }, ENGINEER);
    await expect(
      git(test.directory, 'ls-remote', test.remote('')),
    ).rejects.toThrow(/could not read Username/);
    await expect(
      git(test.directory, 'ls-remote', test.remote(PORTAL)),
    ).resolves.toContain('refs/heads/main');
  });

  it.each([
    ['a repository that is not there', 'platform/none.git', /not found/],
    ['a path out of the folder', '..%2f..%2fetc/passwd.git', /not found/],
    ['an option for git', '--upload-pack=x/y.git', /not found/],
  ])('finds no %s', async (_, path, message) => {
    await expect(
      git(test.directory, 'ls-remote', `${test.url}/${path}`),
    ).rejects.toThrow(message);
  });

  it('refuses wrong credentials, also where none are needed', async () => {
    const response = await fetch(
      `${test.remote('')}/info/refs?service=git-upload-pack`,
      { headers: { Authorization: 'token wrong' } },
    );
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
  });

  it('refuses the dumb protocol and foreign content', async () => {
    const base = test.remote('');
    expect((await fetch(`${base}/info/refs`)).status).toBe(403);
    const post = await fetch(`${base}/git-upload-pack`, {
      method: 'POST',
      body: 'x',
    });
    expect(post.status).toBe(415);
  });
});

describe('push', () => {
  it('makes, moves and deletes a branch, and tells listeners', async () => {
    const seen: string[] = [];
    const stop = test.host.onPush(event =>
      seen.push(`${event.owner}/${event.name} ${event.branch} ${event.commit}`),
    );
    const folder = await test.clone('work');
    const first = await commitFile(folder, 'one', '1');
    await git(folder, 'push', '-q', 'origin', 'HEAD:refs/heads/feature/x');
    expect(await test.host.head('platform', 'gitops', 'feature/x')).toBe(first);
    const second = await commitFile(folder, 'two', '2');
    await git(folder, 'push', '-q', 'origin', 'HEAD:refs/heads/feature/x');
    await git(folder, 'push', '-q', 'origin', ':refs/heads/feature/x');
    expect(
      await test.host.head('platform', 'gitops', 'feature/x'),
    ).toBeUndefined();
    stop();
    await git(folder, 'push', '-q', 'origin', 'HEAD:refs/heads/feature/y');
    expect(seen).toEqual([
      `platform/gitops feature/x ${first}`,
      `platform/gitops feature/x ${second}`,
    ]);
  });

  it('takes more than fits in one packet, in chunks', async () => {
    const folder = await test.clone('work');
    // Does not compress: more than http.postBuffer goes as chunks.
    const content = Array.from({ length: 60_000 }, () =>
      Math.random().toString(36),
    ).join('\n');
    const commit = await commitFile(folder, 'large', content);
    await git(
      folder,
      ...['-c', 'http.postBuffer=65536', 'push', '-q', 'origin'],
      'HEAD:refs/heads/large',
    );
    const files = await test.host.readFiles('platform', 'gitops', commit, '');
    expect(files.large).toBe(content);
  });

  it.each([
    ['portal', PORTAL],
    ['an administrator', ENGINEER],
  ])('is refused on a protected branch, for %s', async (_, token) => {
    const folder = await test.clone('work');
    const before = await test.host.head('platform', 'gitops', 'main');
    await commitFile(folder, 'one', '1');
    const refused =
      /Gitea: Not allowed to push to protected branch main[^]*open a pull request instead[^]*pre-receive hook declined/;
    for (const refspec of ['HEAD:main', '+HEAD:main', ':main']) {
      await expect(
        git(folder, 'push', test.remote(token), refspec),
      ).rejects.toThrow(refused);
    }
    // All or nothing: the branch beside it is not made either.
    await expect(
      git(folder, 'push', test.remote(token), 'HEAD:main', 'HEAD:refs/heads/z'),
    ).rejects.toThrow(refused);
    expect(await test.host.head('platform', 'gitops', 'main')).toBe(before);
    expect(await test.host.head('platform', 'gitops', 'z')).toBeUndefined();
  });

  it('is refused on what belongs to the host', async () => {
    const number = await test.pull('feature/x', { x: 'x' });
    const folder = await test.clone('work');
    await commitFile(folder, 'one', '1');
    await expect(
      git(folder, 'push', 'origin', `+HEAD:refs/pull/${number}/head`),
    ).rejects.toThrow(/Not allowed to push to refs\/pull/);
  });

  it('needs a user', async () => {
    const folder = await test.clone('work');
    await commitFile(folder, 'one', '1');
    await expect(
      git(folder, 'push', test.remote(''), 'HEAD:refs/heads/x'),
    ).rejects.toThrow(/could not read Username/);
    await expect(
      git(folder, 'push', test.remote('wrong'), 'HEAD:refs/heads/x'),
    ).rejects.toThrow(/Authentication failed/);
    expect(await test.host.head('platform', 'gitops', 'x')).toBeUndefined();
  });

  it('of one branch by many at the same time lets exactly one win', async () => {
    const folders = await Promise.all(
      [1, 2, 3, 4].map(async n => {
        const folder = await test.clone(`work${n}`);
        await commitFile(folder, `file${n}`, `${n}`);
        return folder;
      }),
    );
    const results = await Promise.allSettled(
      folders.map(folder =>
        git(folder, 'push', '-q', 'origin', 'HEAD:refs/heads/race'),
      ),
    );
    expect(results.filter(r => r.status === 'fulfilled')).toHaveLength(1);
  });

  it('that is not finished does not hold up others', async () => {
    const { port } = test.host;
    const socket = connect(port, '127.0.0.1');
    socket.write(
      [
        'POST /platform/gitops.git/git-receive-pack HTTP/1.1',
        'Host: 127.0.0.1',
        `Authorization: token ${PORTAL}`,
        'Content-Type: application/x-git-receive-pack-request',
        'Content-Length: 100000',
        '',
        '0000',
      ].join('\r\n'),
    );
    await test.branch('feature/x', { x: 'x' });
    socket.destroy();
    await test.branch('feature/y', { y: 'y' });
    const heads = ['feature/x', 'feature/y'].map(branch =>
      test.host.head('platform', 'gitops', branch),
    );
    expect(await Promise.all(heads)).not.toContain(undefined);
  });

  it('makes a pull request follow its branch, and closes it with its branch', async () => {
    const number = await test.pull('feature/x', { x: 'x' });
    const folder = await test.clone('work', '--branch=feature/x');
    const commit = await commitFile(folder, 'more', '1');
    await git(folder, 'push', '-q', 'origin', 'HEAD');
    const moved = await test.api('GET', `pulls/${number}`);
    expect(moved.body.head).toMatchObject({ ref: 'feature/x', sha: commit });
    await git(folder, 'push', '-q', 'origin', ':feature/x');
    const closed = await test.closed(number);
    expect(closed.body).toMatchObject({
      state: 'closed',
      merged: false,
      head: { ref: `refs/pull/${number}/head`, sha: commit },
    });
    await git(folder, 'fetch', '-q', 'origin', `refs/pull/${number}/head`);
    expect(await git(folder, 'rev-parse', 'FETCH_HEAD')).toBe(commit);
  });

  it('is the first commit of an empty repository', async () => {
    const created = await test.api('POST', '/user/repos', { name: 'fresh' });
    expect(created).toMatchObject({ status: 201, body: { empty: true } });
    const page = `${test.url}/portal/fresh/src/branch/main`;
    expect((await fetch(page)).status).toBe(404);
    expect(await (await fetch(`${test.url}/portal/fresh`)).text()).toContain(
      'This repository is empty',
    );
    const folder = await test.clone('work');
    const url = test.remote().replace('platform/gitops', 'portal/fresh');
    await git(folder, 'push', '-q', url, 'HEAD:main');
    expect((await fetch(page)).status).toBe(200);
    const known = await test.api('GET', '/repos/portal/fresh');
    expect(known.body.empty).toBe(false);
  });
});
