import { ScmIntegrations } from '@backstage/integration';
import { ConfigReader } from '@backstage/config';
import type { Application } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { growthOf } from '../__testUtils__/growthOf';
import { commitUrl, linkRevisions } from './linkRevisions';

const integrations = ScmIntegrations.fromConfig(
  new ConfigReader({
    integrations: {
      gitea: [
        { host: 'git.example.org', baseUrl: 'https://git.example.org' },
        { host: '127.0.0.1:7020', baseUrl: 'http://127.0.0.1:7020' },
      ],
      bitbucketServer: [
        { host: 'bb.example.org', apiBaseUrl: 'https://bb.example.org/rest' },
      ],
    },
  }),
);
const SHA = '0123456789abcdef0123456789abcdef01234567';

describe('commitUrl', () => {
  it.each<[string | undefined, string | undefined]>([
    ['https://github.com/a/b.git', `https://github.com/a/b/commit/${SHA}`],
    ['https://github.com/a/b/', `https://github.com/a/b/commit/${SHA}`],
    [
      'https://user:secret@github.com/a/b?x#y',
      `https://github.com/a/b/commit/${SHA}`,
    ],
    ['git@github.com:a/b.git', `https://github.com/a/b/commit/${SHA}`],
    ['ssh://git@github.com/a/b.git', `https://github.com/a/b/commit/${SHA}`],
    ['ssh://git@github.com:22/a/b.git', `https://github.com/a/b/commit/${SHA}`],
    [
      'https://gitlab.com/a/group/b.git',
      `https://gitlab.com/a/group/b/-/commit/${SHA}`,
    ],
    [
      'https://bitbucket.org/a/b.git',
      `https://bitbucket.org/a/b/commits/${SHA}`,
    ],
    [
      'https://dev.azure.com/org/project/_git/b',
      `https://dev.azure.com/org/project/_git/b/commit/${SHA}`,
    ],
    [
      'https://bb.example.org/scm/ab/c.git',
      `https://bb.example.org/projects/ab/repos/c/commits/${SHA}`,
    ],
    [
      'https://git.example.org/a/b.git',
      `https://git.example.org/a/b/commit/${SHA}`,
    ],
    [
      'http://127.0.0.1:7020/a/b.git',
      `http://127.0.0.1:7020/a/b/commit/${SHA}`,
    ],
    ['https://elsewhere.example.org/a/b.git', undefined],
    ['file:///etc', undefined],
    [`${'java'}script:alert(1)`, undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %s is %s', (repoUrl, expected) => {
    expect(commitUrl(integrations, repoUrl, SHA)).toBe(expected);
  });
});

it('links a hostile address in time proportional to its length', () => {
  const link = (size: number) => {
    const repoUrl = `https://github.com/a${'/'.repeat(size)}x`;
    for (let i = 0; i < 20; i++) commitUrl(integrations, `${repoUrl}${i}`, SHA);
  };
  expect(growthOf(link, { size: 2000, bound: 20 })).toBeLessThan(20);
});

describe('linkRevisions', () => {
  it('links commits, and nothing else', () => {
    const repoUrl = 'https://github.com/a/b';
    const commit = { value: SHA, kind: 'commit' as const };
    const url = `${repoUrl}/commit/${SHA}`;
    const application: Application = {
      namespace: 'argocd',
      name: 'web',
      health: 'Healthy',
      sync: 'Synced',
      resources: 1,
      sources: [
        { type: 'git', repoUrl, revision: commit, deployedRevision: commit },
        {
          type: 'git',
          repoUrl,
          revision: { value: 'main', kind: 'reference' },
        },
        {
          type: 'helm',
          repoUrl: 'https://charts.example.org',
          revision: { value: '1.2.3', kind: 'chart' },
        },
        { type: 'git', repoUrl },
      ],
      hydration: {
        drySource: { type: 'git', repoUrl, revision: commit },
        hydratedRevision: commit,
      },
    };
    const linked = linkRevisions(integrations, application);
    expect(linked).toEqual({
      ...application,
      sources: [
        {
          type: 'git',
          repoUrl,
          revision: { ...commit, url },
          deployedRevision: { ...commit, url },
        },
        ...application.sources.slice(1),
      ],
      hydration: {
        drySource: { type: 'git', repoUrl, revision: { ...commit, url } },
        hydratedRevision: { ...commit, url },
      },
    });
  });
});
