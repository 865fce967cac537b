import { applicationProblems } from './applicationProblems';
import type { Application } from './applications';

const at = '2026-11-23T07:58:00.000Z';
const later = '2026-11-23T07:59:00.000Z';
const application: Application = {
  namespace: 'argocd',
  name: 'web',
  health: 'Healthy',
  sync: 'Synced',
  reconciledAt: at,
  sources: [],
  resources: 1,
};

const error = { type: 'ComparisonError', message: 'm', lastTransitionTime: at };
const warning = { type: 'OrphanedResourceWarning', message: 'o' };

describe('applicationProblems', () => {
  it.each<[string, Partial<Application>, string[]]>([
    ['nothing is wrong', { operationPhase: 'Succeeded' }, []],
    ['a sync runs', { operationPhase: 'Running', operationMessage: 'm' }, []],
    [
      'a healthy Application has a message',
      { healthMessage: 'all is well' },
      [],
    ],
    [
      'everything is wrong',
      {
        health: 'Degraded',
        healthMessage: 'crash',
        operationPhase: 'Failed',
        operationMessage: 'denied',
        conditions: [warning, { type: 'InvalidSpecError', message: 'project' }],
        hydration: {
          phase: 'Failed',
          message: 'no push',
          drySource: { type: 'git' },
        },
      },
      [
        'error Sync failed: denied',
        'error InvalidSpecError: project',
        'error Hydration failed: no push',
        'warning OrphanedResourceWarning: o',
        'info Degraded: crash',
      ],
    ],
    [
      'the operation itself could not run',
      { operationPhase: 'Error', operationMessage: 'no cluster' },
      ['error Sync error: no cluster'],
    ],
    [
      'SyncError repeats the operation',
      {
        operationPhase: 'Failed',
        operationMessage: 'denied',
        conditions: [
          { type: 'SyncError', message: 'Failed last sync attempt: denied' },
        ],
      },
      ['error Sync failed: denied'],
    ],
    [
      'SyncError repeats an operation whose text was cut',
      {
        operationPhase: 'Failed',
        operationMessage: `${'x'.repeat(300)}…`,
        conditions: [
          { type: 'SyncError', message: `Failed: ${'x'.repeat(250)}…` },
        ],
      },
      [`error Sync failed: ${'x'.repeat(300)}…`],
    ],
    [
      'SyncError tells more than the operation',
      {
        operationPhase: 'Failed',
        operationMessage: 'denied',
        conditions: [{ type: 'SyncError', message: 'would wipe out all' }],
      },
      ['error Sync failed: denied', 'error SyncError: would wipe out all'],
    ],
    [
      'the health is of an Application that was not compared',
      { health: 'Unknown', healthMessage: 'h', conditions: [error] },
      ['error ComparisonError: m'],
    ],
  ])('if %s', (_, over, expected) => {
    expect(
      applicationProblems({ ...application, ...over }).map(
        p => `${p.severity} ${p.title}: ${p.message}`,
      ),
    ).toEqual(expected);
  });

  it('has the time of each', () => {
    expect(
      applicationProblems({
        ...application,
        operationPhase: 'Failed',
        operationTime: later,
        conditions: [error],
      }).map(p => p.time),
    ).toEqual([later, at]);
  });
});
