import {
  composed,
  condition,
  nowAt,
  observation,
} from './__testUtils__/observation';
import { deriveInfrastructure } from './infrastructure';

const infrastructure = (...resources: ReturnType<typeof composed>[]) =>
  deriveInfrastructure(observation({ composed: resources }), nowAt());

describe('deriveInfrastructure', () => {
  it('puts what failed first, then what is deleted, then what waits', () => {
    const { resources } = infrastructure(
      composed('vpc', 5),
      composed('cluster', undefined),
      composed('role-node', 5, {
        metadata: {
          uid: 'r',
          name: 'role',
          creationTimestamp: '2026-11-23T07:00:00.000Z',
          deletionTimestamp: '2026-11-23T07:30:00.000Z',
        },
      }),
      composed('nodegroup', undefined, {
        conditions: [
          condition('Synced', 'False', {
            reason: 'ReconcileError',
            message: 'no capacity',
          }),
        ],
      }),
    );
    expect(
      resources.map(r => [r.compositionResourceName, r.state, r.message]),
    ).toEqual([
      ['nodegroup', 'failed', 'no capacity'],
      ['role-node', 'deleting', expect.any(String)],
      ['cluster', 'waiting', expect.any(String)],
      ['vpc', 'ready', undefined],
    ]);
  });

  it('links what the console shows, in the region of the claim', () => {
    const { resources } = infrastructure(
      composed('cluster', 5, { externalName: 'dev' }),
    );
    expect(resources[0].consoleUrl).toMatch(
      /^https:\/\/eu-central-1\.console\.aws\.amazon\.com\/eks\/home/,
    );
  });

  it('tells no more than 500', () => {
    const many = Array.from({ length: 600 }, (_, i) =>
      composed(`r${i}`, i === 599 ? undefined : 5),
    );
    const { resources } = infrastructure(...many);
    expect(resources).toHaveLength(500);
    expect(resources[0].compositionResourceName).toBe('r599');
  });

  it('has the conditions of the claim', () => {
    expect(infrastructure().claim?.conditions.map(c => c.type)).toContain(
      'Ready',
    );
  });
});
