import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { Application } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ApplicationSources } from './ApplicationSources';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const OLDER = 'fedcba9876543210fedcba9876543210fedcba98';

const show = (over: Partial<Application>) => {
  renderInTestApp(
    <div data-testid="sources">
      <ApplicationSources
        commits={{ items: [], of: () => undefined }}
        app={{
          namespace: 'argocd',
          name: 'web',
          health: 'Healthy',
          sync: 'Synced',
          sources: [],
          resources: 5,
          ...over,
        }}
      />
    </div>,
  );
  return screen.findByTestId('sources');
};

describe('ApplicationSources', () => {
  it.each<[string, Application['sources'], string]>([
    [
      'a commit shortly, with its branch, and what is still deployed',
      [
        {
          type: 'git',
          path: 'apps/web',
          targetRevision: 'main',
          revision: { value: COMMIT, kind: 'commit' },
          deployedRevision: { value: OLDER, kind: 'commit' },
        },
      ],
      '01234567 (main)apps/webdeployed: fedcba98',
    ],
    [
      'a branch that could not be resolved',
      [
        {
          type: 'git',
          targetRevision: 'main',
          revision: { value: 'main', kind: 'reference' },
        },
      ],
      'main not resolved',
    ],
    [
      'a chart version with its range',
      [
        {
          type: 'helm',
          chart: 'redis',
          targetRevision: '1.*',
          revision: { value: '1.2.3', kind: 'chart' },
        },
      ],
      '1.2.3 chart version (1.*)redis',
    ],
    [
      'each of several sources',
      [
        {
          type: 'helm',
          repoUrl: 'https://charts.example.org/stable',
          chart: 'redis',
          targetRevision: '1.2.3',
          revision: { value: '1.2.3', kind: 'chart' },
        },
        {
          type: 'git',
          repoUrl: 'https://git.example.org/platform/values.git',
          ref: 'values',
          targetRevision: 'main',
        },
      ],
      '1.2.3 chart versioncharts.example.org/stable · redisnot resolved (main)platform/values · $values',
    ],
  ])('shows %s', async (_, sources, expected) => {
    expect(await show({ sources, sync: 'OutOfSync' })).toHaveTextContent(
      expected,
    );
  });

  it('says nothing of the commit of a deployment that is in sync with a newer one', async () => {
    expect(
      await show({
        sources: [
          {
            type: 'git',
            revision: { value: COMMIT, kind: 'commit' },
            deployedRevision: { value: OLDER, kind: 'commit' },
          },
        ],
      }),
    ).toHaveTextContent(/^01234567$/);
  });

  it('links a commit, if the address is one', async () => {
    const url = `https://git.example.org/a/b/commit/${COMMIT}`;
    await show({
      sources: [
        { type: 'git', revision: { value: COMMIT, kind: 'commit', url } },
      ],
    });
    expect(screen.getByRole('link', { name: /01234567/ })).toHaveAttribute(
      'href',
      url,
    );
  });

  it('shows the dry source of a hydrated Application', async () => {
    expect(
      await show({
        sources: [
          {
            type: 'git',
            path: 'web',
            targetRevision: 'env/dev',
            revision: { value: COMMIT, kind: 'commit' },
          },
        ],
        hydration: {
          phase: 'Failed',
          message: 'no push',
          drySource: {
            type: 'git',
            path: 'dry/web',
            targetRevision: 'main',
            revision: { value: OLDER, kind: 'commit' },
          },
        },
      }),
    ).toHaveTextContent(
      '01234567 (env/dev)webHydrated fromfedcba98 (main)dry/webHydration failed',
    );
  });
});
