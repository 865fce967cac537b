import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILES, git, PORTAL, TestHost, USERS } from './__testUtils__/testHost';
import { isNewEnough } from './git/Git';
import { startGitHost } from './startGitHost';

describe('startGitHost', () => {
  let test: TestHost;

  beforeAll(async () => {
    test = await TestHost.start();
  });

  afterAll(async () => {
    await test.stop();
  });

  it('gives heads and files by branch, commit and folder', async () => {
    const { host } = test;
    const head = (await host.head('platform', 'gitops', 'main'))!;
    expect(await host.readFiles('platform', 'gitops', head, '')).toEqual(FILES);
    for (const folder of ['claims/dev', '/claims/dev/', './claims/dev']) {
      expect(
        await host.readFiles('platform', 'gitops', 'main', folder),
      ).toEqual({ 'claims/dev/a.yaml': FILES['claims/dev/a.yaml'] });
    }
    expect(await host.readFiles('platform', 'gitops', 'main', 'none')).toEqual(
      {},
    );
    await expect(
      host.readFiles('platform', 'gitops', '--all', ''),
    ).rejects.toThrow("platform/gitops has no revision '--all'");
    await expect(host.readFiles('no', 'repo', 'main', '')).rejects.toThrow(
      'The Git host has no repository no/repo',
    );
    expect(await host.head('platform', 'gitops', 'none')).toBeUndefined();
    expect(await host.head('no', 'repo', 'main')).toBeUndefined();
  });

  it('starts no git command for the head of a branch that has not moved', async () => {
    const { host } = test;
    const head = await host.head('platform', 'gitops', 'main');
    const { PATH } = process.env;
    process.env.PATH = test.directory;
    try {
      expect(await host.head('Platform', 'GitOps', 'main')).toBe(head);
      await expect(host.head('platform', 'gitops', 'x')).rejects.toThrow(
        'ENOENT',
      );
    } finally {
      process.env.PATH = PATH;
    }
    expect(await host.head('platform', 'gitops', 'x')).toBeUndefined();
  });

  it('gives the new head with a push, after a merge and after a deletion', async () => {
    const { host } = test;
    const head = (branch: string) => host.head('platform', 'gitops', branch);
    const pushed: Array<[string, string | undefined]> = [];
    const reads: Array<Promise<unknown>> = [];
    const stop = host.onPush(({ branch, commit }) => {
      reads.push(head(branch).then(read => pushed.push([commit, read])));
    });
    const main = await head('main');
    expect(await head('moved')).toBeUndefined();
    const number = await test.pull('moved', { moved: 'x' });
    const { body } = await test.api('GET', `pulls/${number}`);
    expect(await head('moved')).toBe(body.head.sha);
    await test.api('POST', `pulls/${number}/merge`, { Do: 'merge' });
    expect(await head('main')).not.toBe(main);
    await test.api('DELETE', 'branches/moved');
    expect(await head('moved')).toBeUndefined();
    stop();
    await Promise.all(reads);
    expect(pushed).toHaveLength(2);
    for (const [commit, read] of pushed) expect(read).toBe(commit);
  });

  it('leaves a repository alone that is there', async () => {
    const before = await test.host.head('platform', 'gitops', 'main');
    await test.host.ensureRepository({
      owner: 'platform',
      name: 'gitops',
      files: { other: 'x' },
    });
    expect(await test.host.head('platform', 'gitops', 'main')).toBe(before);
  });

  it('adds teams to the owner of a repository that exists', async () => {
    await test.host.ensureRepository({
      owner: 'platform',
      name: 'gitops',
      files: {},
      teams: ['platform-leads'],
    });
    const response = await fetch(
      `${test.host.url}/api/v1/repos/platform/gitops/teams`,
      { headers: { Authorization: `token ${PORTAL}` } },
    );
    await expect(response.json()).resolves.toMatchObject([
      { name: 'platform-leads' },
    ]);
  });

  it('lets main be pushed to where it is not protected', async () => {
    await test.host.ensureRepository({
      owner: 'platform',
      name: 'open',
      files: { a: 'a' },
      protectMain: false,
    });
    const folder = join(test.directory, 'open');
    const url = test.remote().replace('gitops', 'open');
    await git(test.directory, 'clone', '-q', url, folder);
    await git(folder, 'commit', '-q', '--allow-empty', '-m', 'x');
    await git(folder, 'push', '-q', 'origin', 'main');
    expect(await test.host.head('platform', 'open', 'main')).toBe(
      await git(folder, 'rev-parse', 'HEAD'),
    );
  });

  it('keeps its state to itself and no token in it', () => {
    const file = join(test.directory, 'host', 'gitea.json');
    // eslint-disable-next-line no-bitwise
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain(PORTAL);
  });

  it('says which port is taken', async () => {
    await expect(
      startGitHost({
        directory: join(test.directory, 'second'),
        port: test.host.port,
        users: USERS,
      }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it.each([
    ['garbage', 'not json', /Cannot read .*gitea\.json/],
    ['another version', '{"version": 2}', /written by another version/],
  ])('does not begin over %s', async (_, content, message) => {
    const directory = await mkdtemp(join(tmpdir(), 'githost-'));
    try {
      writeFileSync(join(directory, 'gitea.json'), content);
      await expect(startGitHost({ directory, users: USERS })).rejects.toThrow(
        message,
      );
      expect(readFileSync(join(directory, 'gitea.json'), 'utf8')).toBe(content);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('refuses a user that cannot be one', async () => {
    const directory = join(test.directory, 'third');
    await expect(
      startGitHost({ directory, users: [{ ...USERS[0], login: '../x' }] }),
    ).rejects.toThrow("'../x' cannot be a user of the Git host");
  });

  it.each([
    ['git version 2.37.9', false],
    ['git version 1.99.0', false],
    ['git version 2.38.0', true],
    ['git version 2.39.5 (Apple Git-154)', true],
    ['git version 3.0.0.windows.1', true],
    ['nonsense', false],
  ])('knows whether %s will do', (output, expected) => {
    expect(isNewEnough(output)).toBe(expected);
  });
});

describe('after a crash', () => {
  /** Changes what the host has written down, while it is stopped. */
  async function rewrite(test: TestHost, edit: (pull: any) => void) {
    const file = join(test.directory, 'host', 'gitea.json');
    const { port } = test.host;
    await test.host.close();
    const state = JSON.parse(readFileSync(file, 'utf8'));
    edit(state.repositories[0].pulls[0]);
    writeFileSync(file, JSON.stringify(state));
    test.host = await startGitHost({
      directory: join(test.directory, 'host'),
      users: USERS,
      port,
    });
  }

  it('a merge that reached the branch counts, and one that did not does not', async () => {
    const test = await TestHost.start();
    try {
      const number = await test.pull('x', { x: 'x' });
      const head = await test.host.head('platform', 'gitops', 'x');
      const main = await test.host.head('platform', 'gitops', 'main');
      const merging = { commit: head, mergeBase: main, by: 'engineer' };
      await rewrite(test, pull => {
        pull.merging = merging;
      });
      const open = await test.api('GET', `pulls/${number}`);
      expect(open.body).toMatchObject({ state: 'open', merged: false });

      await test.api('POST', `pulls/${number}/merge`, { Do: 'rebase' });
      await rewrite(test, pull => {
        Object.assign(pull, { state: 'open', merging });
        for (const key of ['closedAt', 'mergeCommit', 'mergedBy']) {
          delete pull[key];
        }
      });
      const merged = await test.api('GET', `pulls/${number}`);
      expect(merged.body).toMatchObject({
        merged: true,
        merge_commit_sha: head,
        merged_by: { login: 'engineer' },
      });
    } finally {
      await test.stop();
    }
  });

  it('a push that was not noted is', async () => {
    const test = await TestHost.start();
    try {
      const number = await test.pull('x', { x: 'x' });
      const main = await test.host.head('platform', 'gitops', 'main');
      await rewrite(test, pull => {
        pull.headCommit = main;
      });
      const { body } = await test.api('GET', `pulls/${number}`);
      expect(body.head.sha).toBe(
        await test.host.head('platform', 'gitops', 'x'),
      );
    } finally {
      await test.stop();
    }
  });
});

describe('faults', () => {
  let test: TestHost;

  beforeAll(async () => {
    test = await TestHost.start();
  });

  afterAll(async () => {
    await test.stop();
  });

  const read = (signal?: AbortSignal) =>
    fetch(`${test.url}/api/v1/repos/platform/gitops`, { signal });

  it('unavailable answers 503 to everything', async () => {
    await test.host.setFaults(['unavailable']);
    expect((await read()).status).toBe(503);
    await expect(
      git(test.directory, 'ls-remote', test.remote()),
    ).rejects.toThrow(/503/);
    await test.host.setFaults([]);
    expect((await read()).status).toBe(200);
  });

  it('hang answers nothing, and cuts who waits once it is over', async () => {
    await test.host.setFaults(['hang']);
    await expect(read(AbortSignal.timeout(300))).rejects.toThrow(/timeout/);
    const waiting = read();
    const outcome = waiting.then(
      () => 'answered',
      () => 'cut',
    );
    // Connected, so that it is this request that is cut.
    await new Promise(resolve => setTimeout(resolve, 100));
    await test.host.setFaults([]);
    expect(await outcome).toBe('cut');
    expect((await read()).status).toBe(200);
  });

  it('vanish closes the port, and opens the same one again', async () => {
    const { port } = test.host;
    await test.host.setFaults(['vanish']);
    await test.host.setFaults(['vanish']);
    await expect(read()).rejects.toThrow('fetch failed');
    const other = createServer();
    await new Promise<void>(resolve => {
      other.listen(port, '127.0.0.1', resolve);
    });
    expect((other.address() as AddressInfo).port).toBe(port);
    await new Promise(resolve => {
      other.close(resolve);
    });
    await Promise.all([test.host.setFaults([]), test.host.setFaults([])]);
    expect((await read()).status).toBe(200);
    expect(test.host.port).toBe(port);
  });

  it('can be set in any order, and the host still closes', async () => {
    await Promise.all([
      test.host.setFaults(['vanish']),
      test.host.setFaults([]),
      test.host.setFaults(['vanish']),
    ]);
    await expect(read()).rejects.toThrow('fetch failed');
    const other = await TestHost.start();
    await other.host.setFaults(['vanish']);
    await other.stop();
    expect(existsSync(other.directory)).toBe(false);
    await test.host.setFaults([]);
  });
});
