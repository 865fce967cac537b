import type { LifecyclePhase } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { linkClaim } from './linkClaim';

const files = {
  claimsFolder: 'crossplane/claims',
  managementCluster: 'main',
  fileUrl: (path: string) => `https://git.example.org/${path}`,
};
const cluster = {
  managementCluster: 'main',
  name: 'payments',
  namespace: 'clusters-dev',
  environment: 'dev',
  phase: { phase: 'ready' as LifecyclePhase },
};
const PATH = 'crossplane/claims/dev/payments.yaml';
const URL_ = `https://git.example.org/${PATH}`;

describe('linkClaim', () => {
  it.each<
    [
      string,
      Partial<typeof cluster> & {
        claimPath?: string;
        claimTracking?: 'argocd' | 'none' | 'noArgoCd';
      },
      object,
    ]
  >([
    ['the convention', {}, { claimPath: PATH, claimUrl: URL_ }],
    [
      'nothing for a cluster of another management cluster',
      { managementCluster: 'other' },
      {},
    ],
    [
      'where the pull request put it',
      { claimPath: 'claims/x.yaml' },
      {
        claimPath: 'claims/x.yaml',
        claimUrl: 'https://git.example.org/claims/x.yaml',
      },
    ],
    [
      'no link to what is only asked for',
      { claimPath: PATH, phase: { phase: 'requested' } },
      { claimPath: PATH },
    ],
    [
      'no link to what was refused',
      { claimPath: PATH, phase: { phase: 'closed' } },
      { claimPath: PATH },
    ],
    [
      'a link to what was merged',
      { claimPath: PATH, phase: { phase: 'merged' } },
      { claimPath: PATH, claimUrl: URL_ },
    ],
    ['no file for a claim that is not in Git', { claimTracking: 'none' }, {}],
    [
      'the convention for a claim that another tool brings',
      { claimTracking: 'noArgoCd' },
      { claimPath: PATH, claimUrl: URL_ },
    ],
    ['a namespace of another convention', { namespace: 'teams' }, {}],
    ['no environment', { environment: undefined }, {}],
    ['an environment that is none', { environment: '../..' }, {}],
    ['a name that is none', { name: 'a.b' }, {}],
  ])('%s', (_, change, expected) => {
    expect(linkClaim(files, { ...cluster, ...change })).toEqual(expected);
  });

  it('knows no link as long as the branch is not known, or no repository is configured', () => {
    expect(linkClaim({ ...files, fileUrl: () => undefined }, cluster)).toEqual({
      claimPath: PATH,
    });
    expect(linkClaim(undefined, cluster)).toEqual({});
    expect(linkClaim(undefined, { ...cluster, claimPath: PATH })).toEqual({
      claimPath: PATH,
    });
  });
});
