import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { configuredGitHosts, repositoryLocation } from './repositoryLocation';

const config = new ConfigReader({
  integrations: {
    azure: [{ host: 'dev.azure.com' }, { host: 'corp.visualstudio.com' }],
    bitbucketCloud: [{ username: 'portal', appPassword: 'x' }],
    bitbucketServer: [
      {
        host: 'bitbucket.example.com',
        apiBaseUrl: 'https://bitbucket.example.com/context/rest/api/1.0',
      },
    ],
    gitea: [
      { host: 'gitea.example.com', baseUrl: 'https://gitea.example.com/git' },
    ],
    github: [{ host: 'ghe.example.com', token: 'x' }],
    gitlab: [{ host: 'gitlab.com', token: 'x' }],
    gerrit: [
      {
        host: 'gerrit.example.com',
        gitilesBaseUrl: 'https://gerrit.example.com/gitiles',
      },
    ],
  },
});
const integrations = ScmIntegrations.fromConfig(config);
const hosts = configuredGitHosts(config);
const locate = (url: string) => repositoryLocation(integrations, hosts, url);

describe('repositoryLocation', () => {
  it.each([
    ['https://ghe.example.com/shop/web.git', 'ghe.example.com', 'shop', 'web'],
    ['git@ghe.example.com:shop/web.git', 'ghe.example.com', 'shop', 'web'],
    ['ssh://git@ghe.example.com:22/shop/web', 'ghe.example.com', 'shop', 'web'],
    [
      'https://u:p@gitea.example.com/git/shop/web/',
      'gitea.example.com',
      'shop',
      'web',
    ],
    ['https://gitlab.com/a/b/web.git', 'gitlab.com', 'a/b', 'web'],
  ])('finds %s', (url, host, owner, repo) => {
    expect(locate(url)).toEqual({ host, owner, repo });
  });

  it.each([
    ['https://bitbucket.org/acme/web.git', { workspace: 'acme', repo: 'web' }],
    [
      'https://bitbucket.example.com/context/scm/pay/web.git',
      { project: 'pay', repo: 'web' },
    ],
    [
      'https://bitbucket.example.com/context/projects/PAY/repos/web',
      { project: 'PAY', repo: 'web' },
    ],
    [
      'https://me@dev.azure.com/acme/Our%20Shop/_git/web',
      { organization: 'acme', project: 'Our Shop', repo: 'web' },
    ],
    [
      'https://dev.azure.com/acme/_git/web',
      { organization: 'acme', project: 'web', repo: 'web' },
    ],
    [
      'https://corp.visualstudio.com/shop/_git/web',
      { organization: 'corp', project: 'shop', repo: 'web' },
    ],
  ])('finds %s', (url, parts) => {
    expect(locate(url)).toEqual({ host: new URL(url).host, ...parts });
  });

  it.each([
    // Backstage knows it without an entry: nobody configured it for the portal.
    'https://github.com/shop/web',
    'https://127.0.0.1/shop/web',
    'http://localhost:7007/api/catalog',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]/shop/web',
    'file:///etc/passwd',
    'data:text/html,shop/web',
    'oci://gitlab.com/shop/web',
    'https://gerrit.example.com/shop/web',
    'https://ghe.example.com.evil.example/shop/web',
    'https://ghe.example.com@evil.example/shop/web',
    'https://evil.example/#@ghe.example.com/shop/web',
    'https://ghe.example.com:8443/shop/web',
    'https://ghe.example.com/shop',
    'https://ghe.example.com/a/b/c',
    'https://ghe.example.com/%E0%A4%A/web',
    'https://gitlab.com/web',
    'https://dev.azure.com/acme/shop/web',
    'https://dev.azure.com/_git/web',
    '',
  ])('finds no repository at %s', url => {
    expect(locate(url)).toBeUndefined();
  });
});
