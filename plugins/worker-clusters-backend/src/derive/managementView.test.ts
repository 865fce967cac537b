import type { ConnectionState } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimObservation } from '../observe/types';
import { at, claim, nowAt, stored } from './__testUtils__/observation';
import { deriveManagementView } from './managementView';

const seen = {
  health: 'Healthy',
  sync: 'Synced',
  revision: '0123456789abcdef0123456789abcdef01234567',
  observedAt: at(58),
};
const view = { ...seen };

const derive = (
  applications: ClaimObservation['status']['applications'],
  status: ConnectionState['status'] = 'unreachable',
  previous?: Parameters<typeof deriveManagementView>[1]['previous'],
) =>
  deriveManagementView(claim({ status: { applications } }), {
    connection: { status, since: at(50) },
    previous,
    now: nowAt(),
  });

describe('the view of the management cluster', () => {
  it.each<ConnectionState['status']>([
    'unknown',
    'connecting',
    'unreachable',
    'unauthorized',
    'forbidden',
    'stale',
    'paused',
  ])('is there while the worker is %s', status => {
    expect(derive(seen, status)).toEqual(view);
  });

  it('is absent while the worker is heard, and where there is none', () => {
    expect(derive(seen, 'live')).toBeUndefined();
    expect(
      deriveManagementView(claim({ status: { applications: seen } }), {
        connection: { status: 'connecting', since: at(59) },
        previous: undefined,
        now: nowAt(),
      }),
    ).toBeUndefined();
    expect(derive(undefined)).toBeUndefined();
  });

  it('knows no status but those of Argo CD', () => {
    expect(derive({ health: 'Great', observedAt: 'soon' })).toEqual({
      health: 'Unknown',
      sync: 'Unknown',
    });
  });

  it('stays as it is while only its age changes, for five minutes', () => {
    const previous = { ...stored('ready'), managementView: derive(seen) };
    const later = (minutes: number, rest = {}) =>
      derive(
        { ...seen, observedAt: at(minutes), ...rest },
        'unreachable',
        previous,
      )?.observedAt;
    expect(later(62)).toBe(at(58));
    expect(later(63)).toBe(at(63));
    expect(later(60, { health: 'Degraded' })).toBe(at(60));
  });
});
