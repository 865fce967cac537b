import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  Application,
  VerdictContext,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ApplicationsTable } from './ApplicationsTable';

const now = Date.parse('2026-11-23T08:00:00.000Z');
const reconciledAt = '2026-11-23T07:58:00.000Z';
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const OLDER = 'fedcba9876543210fedcba9876543210fedcba98';

const application: Application = {
  namespace: 'argocd',
  name: 'web',
  health: 'Healthy',
  sync: 'Synced',
  sources: [],
  resources: 5,
  reconciledAt,
};

/** Renders one Application; its row, and the one below if there is one. */
function show(over: Partial<Application>, context?: Partial<VerdictContext>) {
  render(
    <ApplicationsTable
      applications={[{ ...application, ...over }]}
      context={{ now, ...context }}
    />,
  );
  const [, row, below] = screen.getAllByRole('row');
  const [health, sync, revision, compared] = within(row).getAllByRole('cell');
  return { row, below, health, sync, revision, compared };
}

describe('ApplicationsTable', () => {
  it('shows an Application that is as it should be in one row', () => {
    const { health, sync, compared, below } = show({});
    expect(health).toHaveTextContent(/^Healthy$/);
    expect(sync).toHaveTextContent(/^Synced$/);
    expect(compared).toHaveTextContent('2 min ago');
    expect(below).toBeUndefined();
  });

  it('shows the reason of a comparison that failed, with its time, and does not call it Healthy', () => {
    const { health, sync, below } = show({
      sync: 'Unknown',
      conditions: [
        {
          type: 'ComparisonError',
          message: 'app path does not exist',
          lastTransitionTime: '2026-11-23T07:56:00.000Z',
        },
      ],
    });
    expect(health).toHaveTextContent(/^UnknownHealthy, not compared$/);
    expect(sync).toHaveTextContent('Unknown');
    expect(below).toHaveTextContent(
      'ComparisonError, 4 min ago: app path does not exist',
    );
    expect(within(below).getByRole('img', { name: 'Error' })).toBeVisible();
    expect(within(below).queryByRole('button')).not.toBeInTheDocument();
  });

  it('does not call an Application Healthy that was never compared', () => {
    const { health, compared } = show({ reconciledAt: undefined });
    expect(health).toHaveTextContent('UnknownHealthy, not compared');
    expect(compared).toHaveTextContent('never');
  });

  it('does not call an Application Healthy whose controller does not run', () => {
    const { health, below } = show(
      {},
      {
        argocd: {
          components: [
            { name: 'argocd-application-controller', ready: 0, desired: 0 },
          ],
        },
      },
    );
    expect(health).toHaveTextContent(
      /^UnknownHealthy, application controller not running$/,
    );
    expect(below).toBeUndefined();
  });

  it('folds a long message and what else is reported', async () => {
    const long = `Failed to load target state: ${'kustomize build '.repeat(
      50,
    )}`;
    const { below } = show({
      operationPhase: 'Failed',
      operationMessage: long,
      conditions: [{ type: 'OrphanedResourceWarning', message: '2 orphaned' }],
    });
    const button = within(below).getByRole('button', {
      name: 'Show all (1 more)',
    });
    expect(button).toHaveAttribute('aria-expanded', 'false');
    expect(below).toHaveTextContent('Sync failed: Failed to load');
    expect(below).not.toHaveTextContent('2 orphaned');
    await userEvent.click(button);
    expect(below).toHaveTextContent('OrphanedResourceWarning: 2 orphaned');
    expect(
      within(below).getByRole('button', { name: 'Show less' }),
    ).toHaveAttribute('aria-expanded', 'true');
  });

  it('counts the resources that are OutOfSync and Missing in an Application that is Healthy', () => {
    const { health, sync } = show({
      sync: 'OutOfSync',
      resourcesOutOfSync: 2,
      resourcesMissing: 1,
    });
    expect(health).toHaveTextContent(/^Healthy$/);
    expect(sync).toHaveTextContent('OutOfSync2 of 5 resources, 1 Missing');
  });

  it('shows the operation that runs', () => {
    expect(
      show({
        operationPhase: 'Running',
        operationMessage: 'waiting for completion of hook',
      }).sync,
    ).toHaveTextContent('Running: waiting for completion of hook');
  });

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
  ])('shows %s', (_, sources, expected) => {
    expect(show({ sources, sync: 'OutOfSync' }).revision).toHaveTextContent(
      expected,
    );
  });

  it('says nothing of the commit of a deployment that is in sync with a newer one', () => {
    expect(
      show({
        sources: [
          {
            type: 'git',
            revision: { value: COMMIT, kind: 'commit' },
            deployedRevision: { value: OLDER, kind: 'commit' },
          },
        ],
      }).revision,
    ).toHaveTextContent(/^01234567$/);
  });

  it('links a commit, if the address is one', () => {
    const link = (url: string) =>
      show({
        sources: [
          { type: 'git', revision: { value: COMMIT, kind: 'commit', url } },
        ],
      });
    const url = `https://git.example.org/a/b/commit/${COMMIT}`;
    const { revision } = link(url);
    expect(
      within(revision).getByRole('link', { name: /01234567/ }),
    ).toHaveAttribute('href', url);
  });

  it('shows the dry source of a hydrated Application', () => {
    expect(
      show({
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
      }).revision,
    ).toHaveTextContent(
      '01234567 (env/dev)webHydrated fromfedcba98 (main)dry/webHydration failed',
    );
    expect(
      screen.getByText('Hydration failed', { selector: 'strong' }),
    ).toBeVisible();
  });

  it.each<[NonNullable<Application['owner']>, string]>([
    [
      { kind: 'Application', namespace: 'argocd', name: 'root' },
      'webpart of root',
    ],
    [
      { kind: 'ApplicationSet', namespace: 'argocd', name: 'per-team' },
      'webby ApplicationSet per-team',
    ],
  ])('names the owner %j', (owner, expected) => {
    const { row } = show({ owner });
    expect(within(row).getByRole('rowheader')).toHaveTextContent(expected);
  });
});
