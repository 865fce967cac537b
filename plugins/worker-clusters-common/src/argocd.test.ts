import fc from 'fast-check';
import {
  conditionSeverity,
  HEALTH_STATUSES,
  type HealthStatus,
  SYNC_STATUSES,
  type SyncStatus,
  toHealthStatus,
  toSyncStatus,
  worstHealth,
  worstSync,
} from './argocd';

const health = fc.constantFrom(...HEALTH_STATUSES);

describe('statuses as a cluster reports them', () => {
  it.each(HEALTH_STATUSES)('knows the health %s', status => {
    expect(toHealthStatus(status)).toBe(status);
  });

  it.each(SYNC_STATUSES)('knows the sync status %s', status => {
    expect(toSyncStatus(status)).toBe(status);
  });

  it.each([
    undefined,
    null,
    '',
    'healthy',
    'synced',
    'Splendid',
    0,
    {},
    ['Healthy'],
  ])('takes %j for unknown', value => {
    expect(toHealthStatus(value)).toBe('Unknown');
    expect(toSyncStatus(value)).toBe('Unknown');
  });
});

describe('the worst of several', () => {
  it.each<[HealthStatus[], HealthStatus]>([
    [[], 'Healthy'],
    [['Healthy'], 'Healthy'],
    [['Suspended', 'Healthy'], 'Suspended'],
    [['Suspended', 'Progressing'], 'Progressing'],
    [['Missing', 'Progressing'], 'Missing'],
    [['Missing', 'Degraded', 'Healthy'], 'Degraded'],
    [['Degraded', 'Unknown'], 'Unknown'],
  ])('health of %j is %s', (statuses, expected) => {
    expect(worstHealth(statuses)).toBe(expected);
  });

  it.each<[SyncStatus[], SyncStatus]>([
    [[], 'Synced'],
    [['Synced', 'OutOfSync'], 'OutOfSync'],
    [['Unknown', 'OutOfSync', 'Synced'], 'Unknown'],
  ])('sync status of %j is %s', (statuses, expected) => {
    expect(worstSync(statuses)).toBe(expected);
  });

  it('is one of them, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(health, { minLength: 1 }), statuses => {
        const worst = worstHealth(statuses);
        expect(statuses).toContain(worst);
        expect(worstHealth([...statuses].reverse())).toBe(worst);
        expect(worstHealth([...statuses, 'Unknown'])).toBe('Unknown');
      }),
    );
  });

  it('reads any iterable', () => {
    expect(worstHealth(new Set<HealthStatus>(['Degraded']))).toBe('Degraded');
    expect(worstSync(new Set<SyncStatus>(['OutOfSync']))).toBe('OutOfSync');
  });
});

describe('conditionSeverity', () => {
  it.each([
    ['ComparisonError', 'error'],
    ['InvalidSpecError', 'error'],
    ['OrphanedResourceWarning', 'warning'],
    ['SomethingInfo', 'info'],
    ['ErrorOfAnotherKind', 'info'],
  ])('of %s is %s', (type, severity) => {
    expect(conditionSeverity(type)).toBe(severity);
  });
});
