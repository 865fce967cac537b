import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { startTestHost } from '../__testUtils__/testHost';
import { createGitRepository } from '../createGitRepository';
import { gitlabProvider } from './gitlabProvider';

const integrations = (...gitlab: object[]) =>
  ScmIntegrations.fromConfig(
    new ConfigReader({ integrations: { gitlab: gitlab as any } }),
  );
const open = (repository: string, ...config: object[]) =>
  createGitRepository({
    integrations: integrations(...config),
    repository,
    providers: [gitlabProvider],
  });

describe('gitlabProvider', () => {
  it('knows the pages of a project in groups', () => {
    expect(open('gitlab.com?owner=infra/platform/eu&repo=gitops').url).toBe(
      'https://gitlab.com/infra/platform/eu/gitops',
    );
    expect(
      open('git.example.org?owner=infra&repo=gitops', {
        host: 'git.example.org',
        baseUrl: 'https://git.example.org/gitlab/',
        apiBaseUrl: 'https://git.example.org/gitlab/api/v4',
      }).fileUrl('a b.yaml', 'x/y'),
    ).toBe('https://git.example.org/gitlab/infra/gitops/-/blob/x/y/a%20b.yaml');
  });

  it.each([
    ['a/../b', 'gitops'],
    ['a//b', 'gitops'],
    ['..', 'gitops'],
    ['a/%2e%2e', 'gitops'],
    ['a/-/b', 'gitops'],
    ['a?x', 'gitops'],
    ['a', '..'],
    ['a', 'b/c'],
    [Array(30).fill('a').join('/'), 'gitops'],
  ])('keeps %s and %s out of the address', (owner, repo) => {
    expect(() =>
      createGitRepository({
        integrations: integrations(),
        repository: { host: 'gitlab.com', owner, repo },
        providers: [gitlabProvider],
      }),
    ).toThrow(/is not a valid|has no 'owner'/);
  });

  it('says that the owner or the integration is missing', () => {
    expect(() => open('gitlab.com?repo=gitops')).toThrow(/has no 'owner'/);
    expect(() =>
      gitlabProvider.createRepository({
        integrations: integrations(),
        location: { host: 'other.example.org', owner: 'a', repo: 'b' },
      }),
    ).toThrow(/no integration for the Git host 'other\.example\.org'/);
  });

  it.each([
    ['the configured token', { token: 'glpat-1' }, undefined, 'Bearer glpat-1'],
    ["a person's", { token: 'glpat-1' }, 'oauth', 'Bearer oauth'],
    ['nothing', {}, undefined, undefined],
  ])('sends %s', async (_, config, token, expected) => {
    const host = await startTestHost(() => ({
      body: { default_branch: 'main' },
    }));
    try {
      await createGitRepository({
        integrations: integrations({
          host: host.host,
          baseUrl: host.url,
          apiBaseUrl: `${host.url}/api/v4`,
          ...config,
        }),
        repository: { host: host.host, owner: 'infra/eu', repo: 'gitops' },
        providers: [gitlabProvider],
        token,
      }).defaultBranch();
      expect(host.seen).toMatchObject([
        { url: '/api/v4/projects/infra%2Feu%2Fgitops' },
      ]);
      expect(host.seen[0].headers.authorization).toBe(expected);
    } finally {
      await host.close();
    }
  });
});
