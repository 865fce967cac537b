import { giteaIntegrations } from './__testUtils__/testHost';
import { createGitRepository } from './createGitRepository';
import type { GitProvider } from './GitProvider';
import type { GitRepository } from './GitRepository';
import { parseRepositoryUrl } from './RepositoryLocation';

const integrations = giteaIntegrations('gitea.example.com');

describe('createGitRepository', () => {
  it('finds the provider by the host of the integration', () => {
    const repository = createGitRepository({
      integrations,
      repository: 'gitea.example.com?owner=platform&repo=gitops',
    });
    expect(repository.url).toBe('http://gitea.example.com/platform/gitops');
  });

  it.each([
    [
      'elsewhere.example.com?owner=o&repo=r',
      "no integration for the Git host 'elsewhere.example.com': add one with this host to its configuration, under integrations.azure or integrations.bitbucketCloud",
    ],
    [
      'gerrit.example.com?owner=o&repo=r',
      "'gerrit.example.com' is of type 'gerrit', for which pull requests are not supported. Supported types: azure, bitbucketCloud, bitbucketServer, gitea, github, gitlab",
    ],
    ['gitea.example.com?repo=r', "has no 'owner'"],
    ['gitea.example.com?owner=..&repo=r', "'..' is not a valid owner"],
    ['gitea.example.com?owner=a/b&repo=r', "'a/b' is not a valid owner"],
    ['gitea.example.com?owner=o&repo=r%2F..%2Fx', 'is not a valid repo'],
  ])('refuses %s', (repository, message) => {
    expect(() => createGitRepository({ integrations, repository })).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('takes further providers, which come before the default ones', () => {
    const opened = { url: 'mine' } as GitRepository;
    const mine = (type: string): GitProvider => ({
      type,
      createRepository: () => opened,
    });
    for (const [type, host] of [
      ['gerrit', 'gerrit.example.com'],
      ['gitea', 'gitea.example.com'],
    ]) {
      expect(
        createGitRepository({
          integrations,
          repository: { host, owner: 'o', repo: 'r' },
          providers: [mine(type)],
        }),
      ).toBe(opened);
    }
  });
});

describe('parseRepositoryUrl', () => {
  it.each([
    [
      'h.example.com?owner=o&repo=r',
      { host: 'h.example.com', owner: 'o', repo: 'r' },
    ],
    [
      '127.0.0.1:7020?repo=r&owner=o',
      { host: '127.0.0.1:7020', owner: 'o', repo: 'r' },
    ],
    [
      'dev.azure.com?organization=a&project=b&repo=r',
      { host: 'dev.azure.com', organization: 'a', project: 'b', repo: 'r' },
    ],
    ['h?owner=/a/b/&repo=r', { host: 'h', owner: 'a/b', repo: 'r' }],
  ])('reads %s', (text, expected) => {
    expect(parseRepositoryUrl(text)).toEqual(expected);
  });

  it.each(['', 'https://h?owner=o&repo=r', 'h?owner=o', 'h', 'a b?repo=r'])(
    'refuses %p and says what it should be',
    text => {
      expect(() => parseRepositoryUrl(text)).toThrow(
        /host\?owner=<owner>&repo=<repository>/,
      );
    },
  );

  it('does not repeat a credential', () => {
    expect(() => parseRepositoryUrl('me:pa55@h?owner=o&repo=r')).toThrow(
      /^(?!.*pa55).*must not hold credentials/,
    );
  });
});
