import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRepository } from '../__testUtils__/openRepository';
import { SimulatedBitbucketServer } from '../__testUtils__/SimulatedBitbucketServer';
import {
  PERSON_TOKEN,
  PORTAL_TOKEN,
  RunningHost,
  SimulatedFault,
  SimulatedRequest,
} from '../__testUtils__/SimulatedHost';
import { startTestHost } from '../__testUtils__/testHost';
import { bitbucketServerProvider } from './bitbucketServerProvider';

let host: SimulatedBitbucketServer;
let running: RunningHost;

beforeEach(async () => {
  host = new SimulatedBitbucketServer();
  running = await host.start();
});
afterEach(() => running.close());

const open = (options: { token?: string } = {}) =>
  openRepository(running, bitbucketServerProvider, {
    // Also of a busy machine, on which a host that does not hang takes half a second.
    timeoutMs: 3_000,
    ...options,
  });
const makeB = (options: { token?: string } = {}) =>
  open(options).createBranchWithCommit({
    branch: 'b',
    base: 'main',
    message: 'Subject\n\nBody',
    changes: [{ path: 'new.yaml', content: 'x\n' }],
  });

/** The four requests of a commit, in their order. */
const phases: Record<string, (request: SimulatedRequest) => boolean> = {
  'asking what there is': ({ query }) =>
    query.get('service') === 'git-upload-pack',
  fetching: ({ path }) => path.endsWith('/git-upload-pack'),
  'asking where to push': ({ query }) =>
    query.get('service') === 'git-receive-pack',
  pushing: ({ path }) => path.endsWith('/git-receive-pack'),
};
const failAt = (phase: string, fault: SimulatedFault) =>
  host.onRequest(request => (phases[phase](request) ? fault : undefined));
const asked = (phase: string) => host.requests.filter(phases[phase]).length;

describe("Git's protocol of Bitbucket Server: failures", () => {
  const LATER = { 'Retry-After': '3600' };
  const failures: Array<[string, SimulatedFault['how'], string, RegExp]> = [
    ['401', { status: 401 }, 'AuthenticationError', /portal's credentials/],
    ['403', { status: 403 }, 'NotAllowedError', /lacks a right/],
    ['404', { status: 404 }, 'NotFoundError', /answered 404/],
    ['409', { status: 409 }, 'ConflictError', /\(409\)/],
    [
      '429',
      { status: 429, headers: LATER },
      'ServiceUnavailableError',
      /Rate limited/,
    ],
    [
      '503',
      { status: 503, headers: LATER },
      'ServiceUnavailableError',
      /failed \(503\)/,
    ],
    [
      'redirect',
      { status: 302, headers: { Location: 'http://127.0.0.1:1/' } },
      'ServiceUnavailableError',
      /redirect, which is not followed/,
    ],
    [
      'garbage',
      { status: 200, body: `<html>${PORTAL_TOKEN}</html>` },
      'ServiceUnavailableError',
      /not Git's protocol/,
    ],
    ['cut', 'cut', 'ServiceUnavailableError', /connection cut/],
  ];
  const table = Object.keys(phases).flatMap(phase =>
    failures.map(([what, ...rest]) => [phase, what, ...rest] as const),
  );

  it.each(table)('while %s: %s', async (phase, _, how, name, message) => {
    failAt(phase, { when: 'before', how });
    const error: Error = await makeB().catch(e => e);
    expect(error).toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
    expect(error.message).toContain('creating the branch b');
    expect(error.message).not.toContain(PORTAL_TOKEN);
    expect(asked(phase)).toBe(1);
    expect(host.memory.branches.has('b')).toBe(false);
  });

  it.each(Object.keys(phases))('while %s: a hanging host', async phase => {
    failAt(phase, { when: 'before', how: 'hang' });
    await expect(makeB()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('did not answer (timeout)'),
    });
    expect(asked(phase)).toBe(1);
  });

  it.each(Object.keys(phases))(
    'asks again after a short wait while %s, but for the push itself',
    async phase => {
      let failed = 0;
      host.onRequest(request => {
        if (!phases[phase](request) || failed === 2) return undefined;
        failed += 1;
        const headers = { 'Retry-After': '0' };
        return { when: 'before', how: { status: 503, headers } };
      });
      const outcome = await makeB().then(
        () => 'written',
        error => error.name,
      );
      const [expected, times] =
        phase === 'pushing' ? ['ServiceUnavailableError', 1] : ['written', 3];
      expect(outcome).toBe(expected);
      expect(asked(phase)).toBe(times);
    },
  );

  it('pushes once though the answer is lost', async () => {
    failAt('pushing', { when: 'after', how: 'cut' });
    await expect(makeB()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
    expect(asked('pushing')).toBe(1);
    expect(host.memory.branches.has('b')).toBe(true);
  });

  it("does not repeat a hook's words with a credential in them", async () => {
    writeFileSync(
      join(host.git.hooks, 'pre-receive'),
      `#!/bin/sh\necho "commits need a ticket ${PORTAL_TOKEN}" >&2\nexit 1\n`,
      { mode: 0o755 },
    );
    const error: Error = await makeB().catch(e => e);
    expect(error).toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringMatching(
        /push to the branch b .*need a ticket \*\*\*/,
      ),
    });
    expect(error.message).not.toContain(PORTAL_TOKEN);
    expect(host.memory.branches.has('b')).toBe(false);
  });

  it('says that the default branch is missing', async () => {
    host.memory.createBranch('other', host.memory.branches.get('main')!);
    host.memory.deleteBranch('main');
    await expect(
      open().createBranchWithCommit({
        branch: 'b',
        base: 'other',
        message: 'm',
        changes: [{ path: 'new', content: 'x' }],
      }),
    ).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining('default branch'),
    });
  });
});

describe("Git's protocol of Bitbucket Server: what is written", () => {
  it('does not move a branch that somebody made in between, even if that would be no force', async () => {
    const main = host.memory.branches.get('main')!;
    host.onRequest(request => {
      if (phases['asking where to push'](request)) {
        host.memory.createBranch('b', main);
      }
    });
    await expect(makeB()).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('exists already'),
    });
    expect(host.memory.branches.get('b')).toBe(main);
    expect(asked('pushing')).toBe(0);
  });

  it('does not move a branch that somebody made at the last moment', async () => {
    const main = host.memory.branches.get('main')!;
    host.onRequest(request => {
      if (phases.pushing(request)) host.memory.createBranch('b', main);
    });
    await expect(makeB()).rejects.toMatchObject({ name: 'ConflictError' });
    expect(host.memory.branches.get('b')).toBe(main);
  });

  it.each(['asking where to push', 'pushing'])(
    'does not pass over a commit that somebody added while %s',
    async phase => {
      const { commit } = await makeB();
      let theirs = '';
      host.onRequest(request => {
        if (phases[phase](request)) theirs = host.memory.push('b', { t: 't' });
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
    },
  );

  it('takes the last file of a folder away with the folder, and touches no other', async () => {
    const repository = open();
    const path = 'claims/prod/three.yaml';
    const { sha } = (await repository.getFile(path, 'main'))!;
    const { commit } = await repository.createBranchWithCommit({
      branch: 'b',
      base: 'main',
      message: 'm',
      author: { name: 'Ada', email: 'ada@example.org' },
      changes: [{ path, sha }],
    });
    expect([...host.memory.commits.get(commit)!.files.keys()]).toEqual([
      'README.md',
      'claims/dev/one.yaml',
      'claims/dev/two.yaml',
    ]);
  });

  it.each([
    ['claims', /'claims' is a folder/],
    ['README.md/x.yaml', /'README.md' is a file/],
  ])(
    'does not put %s in the place of something else',
    async (path, message) => {
      await expect(
        open().createBranchWithCommit({
          branch: 'b',
          base: 'main',
          message: 'm',
          changes: [{ path, content: 'x' }],
        }),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        message: expect.stringMatching(message),
      });
      expect(asked('pushing')).toBe(0);
    },
  );

  it('keeps every path inside the repository', async () => {
    for (const path of ['../x', 'a/./b', '..']) {
      await expect(
        open().createBranchWithCommit({
          branch: 'b',
          base: 'main',
          message: 'm',
          changes: [{ path, content: 'x' }],
        }),
      ).rejects.toThrow(/is not a path in a repository/);
    }
    expect(asked('pushing')).toBe(0);
  });

  it('sends the token of a person', async () => {
    await makeB({ token: PERSON_TOKEN });
    expect(host.requests.map(({ headers }) => headers.authorization)).toEqual(
      host.requests.map(() => `Bearer ${PERSON_TOKEN}`),
    );
  });

  it('sends its credentials to the server alone, wherever the clone link leads', async () => {
    const other = await startTestHost(() => ({ status: 404 }));
    try {
      host.cloneUrl = `${other.url}/scm/plat/gitops.git`;
      // The path that it makes up itself has the project as it is written in the location.
      await expect(makeB()).rejects.toMatchObject({ name: 'NotFoundError' });
      expect(other.seen).toHaveLength(0);
      expect(host.requests.at(-1)!.path).toBe(
        '/context/scm/PLAT/gitops.git/info/refs',
      );
    } finally {
      await other.close();
    }
  });

  it("takes the name of an account out of the server's clone link", async () => {
    host.cloneUrl = `http://somebody:pw@${running.host}/context/scm/plat/gitops.git`;
    await expect(makeB()).resolves.toBeDefined();
  });
});
