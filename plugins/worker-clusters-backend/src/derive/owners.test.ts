import { application } from './__testUtils__/observation';
import type { ArgoApplication } from '../observe/types';
import { applicationOwners } from './owners';

/** An Application `<namespace>/<name>`. */
function app(id: string, rest: Partial<ArgoApplication> = {}): ArgoApplication {
  const [namespace, name] = id.split('/');
  const base = application(name, rest);
  return { ...base, metadata: { ...base.metadata, namespace } };
}

const trackedBy = (owner: string, id: string) => ({
  trackingId: `${owner}:argoproj.io/Application:${id}`,
});

describe('applicationOwners', () => {
  it.each<[string, ArgoApplication[], Record<string, string>]>([
    ['nobody', [app('argocd/web')], {}],
    [
      'the Application that has it among its resources, the first of several',
      [
        app('argocd/root', {
          childApplications: ['argocd/root', 'argocd/child', 'team/far'],
        }),
        app('argocd/child', { childApplications: ['argocd/grandchild'] }),
        app('argocd/grandchild'),
        app('argocd/other', { childApplications: ['argocd/child'] }),
        app('team/far'),
      ],
      {
        'argocd/child': 'Application argocd/root',
        'argocd/grandchild': 'Application argocd/child',
        'team/far': 'Application argocd/root',
      },
    ],
    [
      'the Application in its tracking id, also one that is not seen',
      [app('argocd/web', trackedBy('root', 'argocd/web'))],
      { 'argocd/web': 'Application argocd/root' },
    ],
    [
      'an Application of another namespace in its tracking id',
      [app('argocd/web', trackedBy('team_root', 'argocd/web'))],
      { 'argocd/web': 'Application team/root' },
    ],
    [
      'nobody, if the tracking id is that of another object',
      [
        app('argocd/copy', trackedBy('root', 'argocd/web')),
        app('argocd/other', {
          trackingId: 'root:apps/Deployment:argocd/other',
        }),
        app('argocd/nonsense', { trackingId: '::::' }),
      ],
      {},
    ],
    [
      'nobody, if it tracks itself',
      [app('argocd/web', trackedBy('web', 'argocd/web'))],
      {},
    ],
    [
      'the Application in its instance label, if there is one',
      [
        app('argocd/root'),
        app('argocd/web', { instanceLabel: 'root' }),
        app('argocd/chart', { instanceLabel: 'release-name' }),
        app('argocd/self', { instanceLabel: 'self' }),
      ],
      { 'argocd/web': 'Application argocd/root' },
    ],
    [
      'the ApplicationSet before everything else',
      [
        app('argocd/root', { childApplications: ['argocd/web'] }),
        app('argocd/web', { applicationSet: 'per-team' }),
      ],
      { 'argocd/web': 'ApplicationSet argocd/per-team' },
    ],
  ])('finds %s', (_, applications, expected) => {
    expect(
      Object.fromEntries(
        [...applicationOwners(applications)].map(([id, owner]) => [
          id,
          `${owner.kind} ${owner.namespace}/${owner.name}`,
        ]),
      ),
    ).toEqual(expected);
  });
});
