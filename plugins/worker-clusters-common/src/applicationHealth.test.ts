import fc from 'fast-check';
import { countApplications } from './applicationCounts';
import { isCompared } from './applicationHealth';
import { HEALTH_STATUSES, type HealthStatus, SYNC_STATUSES } from './argocd';
import { assessedHealth } from './applicationVerdict';
import type { VerdictSubject } from './verdictTypes';

const at = '2026-11-23T07:58:00.000Z';
const health = fc.constantFrom(...HEALTH_STATUSES);
const sync = fc.constantFrom(...SYNC_STATUSES);
const reconciledAt = fc.constantFrom(at, undefined);

type Rest = Omit<VerdictSubject, 'health'>;
const compared: Rest = { sync: 'Synced', reconciledAt: at };
const notCompared: Array<[string, Rest]> = [
  ['was never reconciled', { sync: 'Synced' }],
  ['has the sync status Unknown', { sync: 'Unknown', reconciledAt: at }],
  [
    'has a ComparisonError',
    { ...compared, conditions: [{ type: 'ComparisonError' }] },
  ],
];

describe('isCompared', () => {
  it.each<[string, Rest]>([
    ['is Synced', compared],
    ['is OutOfSync', { sync: 'OutOfSync', reconciledAt: at }],
    [
      'has other conditions',
      {
        ...compared,
        conditions: [
          { type: 'SyncError' },
          { type: 'InvalidSpecError' },
          { type: 'OrphanedResourceWarning' },
        ],
      },
    ],
  ])('is true for an Application that %s', (_, application) => {
    expect(isCompared(application)).toBe(true);
  });

  it.each(notCompared)(
    'is false for an Application that %s',
    (_, application) => {
      expect(isCompared(application)).toBe(false);
    },
  );
});

describe('assessedHealth', () => {
  it.each(HEALTH_STATUSES)(
    'is %s if Argo CD says so of an Application that it compared',
    status => {
      expect(assessedHealth({ ...compared, health: status })).toBe(status);
    },
  );

  describe.each(notCompared)('of an Application that %s', (_, application) => {
    it.each<[HealthStatus, HealthStatus]>([
      ['Healthy', 'Unknown'],
      ['Suspended', 'Unknown'],
      ['Progressing', 'Progressing'],
      ['Missing', 'Missing'],
      ['Degraded', 'Degraded'],
      ['Unknown', 'Unknown'],
    ])('is, for %s, %s', (reported, expected) => {
      expect(assessedHealth({ ...application, health: reported })).toBe(
        expected,
      );
    });
  });
});

describe('countApplications', () => {
  it('counts nothing', () => {
    expect(countApplications([])).toEqual({
      total: 0,
      byHealth: {
        Healthy: 0,
        Suspended: 0,
        Progressing: 0,
        Missing: 0,
        Degraded: 0,
        Unknown: 0,
      },
      bySync: { Synced: 0, OutOfSync: 0, Unknown: 0 },
      byVerdict: { green: 0, pending: 0, muted: 0, wrong: 0 },
    });
  });

  it('counts each once by health and once by sync status', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ health, sync, reconciledAt })),
        applications => {
          const { total, byHealth, bySync } = countApplications(applications);
          expect(total).toBe(applications.length);
          for (const status of HEALTH_STATUSES) {
            expect(byHealth[status]).toBe(
              applications.filter(a => assessedHealth(a) === status).length,
            );
          }
          for (const status of SYNC_STATUSES) {
            expect(bySync[status]).toBe(
              applications.filter(a => a.sync === status).length,
            );
          }
        },
      ),
    );
  });
});
