import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { openRepository } from '../__testUtils__/openRepository';
import { SimulatedAzure } from '../__testUtils__/SimulatedAzure';
import { RunningHost, SimulatedRequest } from '../__testUtils__/SimulatedHost';
import { RateLimitedError } from '../RateLimitedError';
import { toPullRequest } from './azureAnswers';
import { azureProvider, createAzureProvider } from './azureProvider';

let host: SimulatedAzure;
let running: RunningHost;

beforeEach(async () => {
  host = new SimulatedAzure();
  running = await host.start();
});
afterEach(() => running.close());

const open = () =>
  openRepository(running, createAzureProvider('http'), { timeoutMs: 2_000 });
const makeB = () =>
  open().createBranchWithCommit({
    branch: 'b',
    base: 'main',
    message: 'm',
    changes: [{ path: 'new.yaml', content: 'x\n' }],
  });
const openB = async (body = 'text') => {
  await makeB();
  return open().createPullRequest({
    head: 'b',
    base: 'main',
    title: 't',
    body,
  });
};
const isPush = ({ path }: SimulatedRequest) => path.endsWith('/pushes');
const isRefUpdate = ({ path, write }: SimulatedRequest) =>
  write && path.endsWith('/refs');

describe('azureRepository: a branch is whole or not there', () => {
  it.each([
    ['409', { status: 409, body: { message: 'TF402455: policy' } }],
    ['403', { status: 403, body: { message: 'no right' } }],
    ['500', { status: 500 }],
    ['garbage', { status: 200, body: 'oops' }],
    ['cut', 'cut' as const],
    ['hang', 'hang' as const],
  ])('takes it away again when the push fails: %s', async (_, how) => {
    host.onRequest(request =>
      isPush(request) ? { when: 'before', how } : undefined,
    );
    await expect(makeB()).rejects.toMatchObject({
      message: expect.not.stringContaining('left behind'),
    });
    expect(host.requests.filter(isPush)).toHaveLength(1);
    expect(host.memory.branches.has('b')).toBe(false);
  });

  it('leaves it when the commit arrived and only the answer was lost', async () => {
    host.onRequest(request =>
      isPush(request) ? { when: 'after', how: 'cut' } : undefined,
    );
    await expect(makeB()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
    expect(host.requests.filter(isPush)).toHaveLength(1);
    const head = host.memory.branches.get('b')!;
    expect(host.memory.commits.get(head)!.message).toBe('m');
  });

  it('takes it away again when only the answer about the branch was lost', async () => {
    let first = true;
    host.onRequest(request => {
      if (!isRefUpdate(request) || !first) return undefined;
      first = false;
      return { when: 'after', how: 'cut' };
    });
    await expect(makeB()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
    expect(host.memory.branches.has('b')).toBe(false);
    expect(host.requests.some(isPush)).toBe(false);
  });

  it('says of no branch that it is left behind when making it was refused by a limit', async () => {
    host.onRequest(request =>
      isRefUpdate(request)
        ? {
            when: 'before',
            how: { status: 429, headers: { 'Retry-After': '60' } },
          }
        : undefined,
    );
    const error = await makeB().catch(e => e);
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error.message).not.toContain('left behind');
    expect(host.writes).toHaveLength(1);
  });

  it('says so when it cannot take it away', async () => {
    let pushed = false;
    host.onRequest(request => {
      pushed ||= isPush(request);
      return pushed ? { when: 'before', how: 'cut' } : undefined;
    });
    await expect(makeB()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(
        /The branch b may be left behind without a commit: delete it/,
      ),
    });
  });

  it('leaves a branch that somebody made in between', async () => {
    const theirs = host.memory.branches.get('main')!;
    host.onRequest(request => {
      if (isRefUpdate(request) && !host.memory.branches.has('b')) {
        host.memory.createBranch('b', theirs);
      }
    });
    await expect(makeB()).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('staleOldObjectId'),
    });
    expect(host.memory.branches.get('b')).toBe(theirs);
  });

  it.each([
    ['rejectedByPolicy', 'NotAllowedError'],
    ['createBranchPermissionRequired', 'NotAllowedError'],
    ['locked', 'NotAllowedError'],
    ['refNameConflict', 'ConflictError'],
    ['unprocessed', 'ConflictError'],
  ])(
    'knows the refusal %s, which comes with status 200',
    async (status, name) => {
      host.refStatus = status;
      await expect(makeB()).rejects.toMatchObject({
        name,
        message: expect.stringContaining(status),
      });
      expect(host.memory.branches.has('b')).toBe(false);
    },
  );
});

describe('azureRepository: commits', () => {
  it('does not pass over a commit that somebody added in between', async () => {
    const { commit } = await makeB();
    let theirs = '';
    host.onRequest(request => {
      if (isPush(request)) theirs = host.memory.push('b', { t: 't' });
    });
    await expect(
      open().commitOnBranch({
        branch: 'b',
        expectedHead: commit,
        message: 'm',
        changes: [{ path: 'mine.yaml', content: 'm' }],
      }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('updated by another client'),
    });
    expect(host.memory.branches.get('b')).toBe(theirs);
  });

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
    expect(host.writes).toHaveLength(0);
  });

  it('tells a branch from one whose name begins alike', async () => {
    host.memory.createBranch('main-2', host.memory.branches.get('main')!);
    await expect(open().getBranch('mai')).resolves.toBeUndefined();
    await expect(open().getBranch('main')).resolves.toBeDefined();
  });
});

describe('azureRepository: texts', () => {
  const mark = '<!-- worker-clusters-task: 1 -->';
  const long = `${'line of text\n'.repeat(500)}\n${mark}`;

  it('shortens what is too long, and keeps the hidden mark', async () => {
    const { body } = await openB(long);
    expect(body.length).toBeLessThanOrEqual(4000);
    expect(body).toMatch(/_Shortened: .*4000 characters\._\n\n<!-- worker/);
    expect(body.endsWith(mark)).toBe(true);
    const updated = await open().updatePullRequest(1, { body: `b${long}` });
    expect(updated.body.endsWith(mark)).toBe(true);
  });

  it('lists pull requests with their whole text', async () => {
    const { body } = await openB(long);
    const [listed] = await open().listPullRequests({ state: 'open' });
    expect(listed.body).toBe(body);
  });
});

describe('azureRepository: pull requests', () => {
  it('does not take one of another repository for its own', async () => {
    await openB();
    host.onRequest(({ path }) =>
      path.endsWith('/pullrequests/1')
        ? {
            when: 'before',
            how: {
              body: {
                ...host.present(host.memory.pullRequest(1)),
                repository: { id: 'x', name: 'other' },
              },
            },
          }
        : undefined,
    );
    await expect(open().getPullRequest(1)).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining('belongs to another repository'),
    });
  });

  it('tells a branch of a fork from its own', async () => {
    await openB();
    const answer = host.present(host.memory.pullRequest(1)) as any;
    const headOf = (forkSource: object) =>
      toPullRequest({ ...answer, forkSource }, 'https://x/y').head;
    expect(
      headOf({ repository: { name: 'fork', project: { name: 'Mallory' } } }),
    ).toBe('Mallory/fork:b');
    expect(headOf({})).toBe('unknown:b');
  });
});

describe('azureProvider', () => {
  const provider = (host_: string, credentials: object[] = []) => {
    const integrations = ScmIntegrations.fromConfig(
      new ConfigReader({
        integrations: { azure: [{ host: host_, credentials }] },
      } as any),
    );
    return (location: object) =>
      azureProvider.createRepository({
        integrations,
        location: { host: host_, ...location },
      });
  };
  const whole = { organization: 'org', project: 'My Project', repo: 'a.b c' };

  it('knows the page to sign in at for a refused token', async () => {
    host.onRequest(() => ({
      when: 'before',
      how: {
        status: 203,
        headers: { 'Content-Type': 'text/html; charset=utf-8' },
        body: '<html>Azure DevOps Services | Sign In</html>',
      },
    }));
    await expect(open().getBranch('main')).rejects.toMatchObject({
      name: 'AuthenticationError',
      message: expect.stringContaining('under integrations.azure'),
    });
  });

  it('says that there are no credentials for an organization', async () => {
    const repository = provider('azure.example.com', [
      { organizations: ['other'], personalAccessToken: 'x' },
    ])(whole);
    await expect(repository.getBranch('main')).rejects.toMatchObject({
      name: 'AuthenticationError',
      message: expect.stringContaining('integrations.azure[].credentials'),
    });
  });

  it.each([
    [
      'dev.azure.com',
      whole,
      'https://dev.azure.com/org/My%20Project/_git/a.b%20c',
    ],
    [
      'azure.example.com',
      { ...whole, organization: 'tfs/Default' },
      'https://azure.example.com/tfs/Default/My%20Project/_git/a.b%20c',
    ],
    [
      'org.visualstudio.com',
      whole,
      'https://org.visualstudio.com/My%20Project/_git/a.b%20c',
    ],
  ])('names the page of a repository on %s', (name, location, url) => {
    const repository = provider(name)(location);
    expect(repository.url).toBe(url);
    expect(repository.fileUrl('a b/c+d', 'x/y&z')).toBe(
      `${url}?path=/a%20b/c%2Bd&version=GBx/y%26z`,
    );
  });

  it.each([
    [{ ...whole, organization: undefined }, /no 'organization'.*project=/],
    [{ ...whole, project: undefined }, /no 'project'/],
    [{ ...whole, organization: '../x' }, /not a valid organization/],
    [{ ...whole, organization: 'a/b/c' }, /not a valid organization/],
    [{ ...whole, project: '..' }, /not a valid project/],
    [{ ...whole, project: 'a/b' }, /not a valid project/],
    [{ ...whole, repo: 'a?b' }, /not a valid repo/],
    [{ ...whole, repo: 'a%2fb' }, /not a valid repo/],
  ])('refuses %j', (location, message) => {
    expect(() => provider('dev.azure.com')(location)).toThrow(message);
  });
});
