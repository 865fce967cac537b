import { generateKeyPairSync } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { Answer, SeenRequest, startTestHost } from '../__testUtils__/testHost';
import { createGitRepository } from '../createGitRepository';
import { githubProvider, graphqlUrl } from './githubProvider';

const integrations = (...github: object[]) =>
  ScmIntegrations.fromConfig(
    new ConfigReader({ integrations: { github: github as any } }),
  );
const open = (config: object, host: string, token?: string) =>
  createGitRepository({
    integrations: integrations({ host, ...config }),
    repository: { host, owner: 'octo', repo: 'gitops' },
    providers: [githubProvider],
    token,
  });

describe('githubProvider', () => {
  it.each([
    ['https://api.github.com', 'https://api.github.com/graphql'],
    ['https://ghe.example.org/api/v3', 'https://ghe.example.org/api/graphql'],
    ['https://api.acme.ghe.com', 'https://api.acme.ghe.com/graphql'],
  ])('finds GraphQL beside %s', (api, graphql) => {
    expect(graphqlUrl(api)).toBe(graphql);
  });

  it('knows the pages of github.com and of an enterprise', () => {
    expect(open({}, 'github.com').url).toBe('https://github.com/octo/gitops');
    expect(
      open(
        { apiBaseUrl: 'https://ghe.example.org/api/v3' },
        'ghe.example.org',
      ).fileUrl('a b.yaml', 'x/y'),
    ).toBe('https://ghe.example.org/octo/gitops/blob/x/y/a%20b.yaml');
  });

  it('says what a repository or an integration lacks', () => {
    expect(() => open({}, 'ghe.example.org')).toThrow(
      /has no 'apiBaseUrl'.*integrations\.github.*https:\/\/ghe\.example\.org\/api\/v3/,
    );
    expect(() =>
      githubProvider.createRepository({
        integrations: integrations(),
        location: { host: 'github.com', owner: '../x', repo: 'y' },
      }),
    ).toThrow(/'\.\.\/x' is not a valid owner/);
    expect(() =>
      githubProvider.createRepository({
        integrations: integrations(),
        location: { host: 'other.example.org', owner: 'x', repo: 'y' },
      }),
    ).toThrow(/no integration for the Git host 'other\.example\.org'/);
  });
});

describe('githubProvider: credentials', () => {
  let host: Awaited<ReturnType<typeof startTestHost>>;
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const app = { appId: 1, privateKey, clientId: 'c', clientSecret: 's' };
  const api = () => ({ apiBaseUrl: `${host.url}/api/v3` });

  const list = () => ({ body: [{ id: 5, account: { login: 'octo' } }] });

  /** A host whose App hands out `ghs_1`, `ghs_2` …, each for an hour, or as the test says. */
  const startHost = async (
    tokenAnswer: (n: number) => ReturnType<Answer> = n => ({
      status: 201,
      body: {
        token: `ghs_${n}`,
        expires_at: new Date(Date.now() + 3_600_000).toISOString(),
        repository_selection: 'all',
      },
    }),
  ) => {
    let tokens = 0;
    host = await startTestHost(({ url }) => {
      if (/^\/api\/v3\/app\/installations(\?|$)/.test(url)) return list();
      if (url === '/api/v3/app/installations/5/access_tokens') {
        tokens += 1;
        return tokenAnswer(tokens);
      }
      return { body: { default_branch: 'main' } };
    });
  };
  const calls = () =>
    host.seen.filter((s: SeenRequest) => s.url.includes('/repos/octo/gitops'));
  const sent = () => calls().map(c => c.headers.authorization);

  afterEach(() => host.close());

  it.each([
    ['a token', { token: 'ghp_config' }, undefined, 'Bearer ghp_config'],
    ["a person's token", { token: 'ghp_config' }, 'mine', 'Bearer mine'],
    ["a person's token before an App", { apps: [app] }, 'mine', 'Bearer mine'],
    ["an App's installation token", { apps: [app] }, undefined, 'Bearer ghs_1'],
    ['nothing', {}, undefined, undefined],
  ])('sends %s', async (_, config, token, expected) => {
    await startHost();
    const repository = open({ ...api(), ...config }, host.host, token);
    await repository.defaultBranch();
    expect(sent()).toEqual([expected]);
  });

  it("keeps an App's token for all repositories of the owner while it lives", async () => {
    await startHost();
    const options = {
      integrations: integrations({ host: host.host, ...api(), apps: [app] }),
      repository: { host: host.host, owner: 'octo', repo: 'gitops' },
      providers: [githubProvider],
    };
    await createGitRepository(options).defaultBranch();
    await createGitRepository(options).defaultBranch();
    expect(sent()).toEqual(['Bearer ghs_1', 'Bearer ghs_1']);
  });

  it("asks for a new one before an App's token ends, within the life of a repository", async () => {
    await startHost(n => ({
      status: 201,
      body: {
        token: `ghs_${n}`,
        // The integration gives up a token ten minutes before its end.
        expires_at: new Date(Date.now() + 60_000).toISOString(),
        repository_selection: 'all',
      },
    }));
    const repository = open({ ...api(), apps: [app] }, host.host);
    await repository.defaultBranch();
    await repository.defaultBranch();
    expect(sent()).toEqual(['Bearer ghs_1', 'Bearer ghs_2']);
  });

  it.each([
    [
      401,
      'AuthenticationError',
      /refused the GitHub App \(401\).*integrations\.github\.apps/,
    ],
    [403, 'NotAllowedError', /install the App for this owner/],
    [500, 'ServiceUnavailableError', /tell the platform team/],
  ])('reports an App that gets no token: %s', async (status, name, message) => {
    await startHost(() => ({ status, body: { message: 'No' } }));
    const repository = open({ ...api(), apps: [app] }, host.host);
    await expect(repository.defaultBranch()).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
    expect(calls()).toHaveLength(0);
  });

  it('does not wait for an App for ever', async () => {
    await startHost(() => undefined);
    const repository = createGitRepository({
      integrations: integrations({ host: host.host, ...api(), apps: [app] }),
      repository: { host: host.host, owner: 'octo', repo: 'gitops' },
      providers: [githubProvider],
      timeoutMs: 500,
    });
    await expect(repository.defaultBranch()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(/timeout/),
    });
  });
});
