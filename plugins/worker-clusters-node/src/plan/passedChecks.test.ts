import type { ClaimValidation } from '../claims';
import { passedChecks } from './passedChecks';
import type { Platform } from './Platform';

const platform = {
  definition: { group: 'example.org', version: 'v1' },
  policy: {},
} as unknown as Platform;

const saysOfRules = (rules: ClaimValidation['rules']) =>
  passedChecks(platform, {
    spec: { nodes: {} } as any,
    validation: { problems: [], rules },
    findings: [],
  }).find(({ title }) => title === 'Rules of the XRD')?.result;
const skipped = (...rules: string[]) =>
  rules.map(rule => ({ field: 'spec', rule, why: 'unknown' }));

describe('passedChecks', () => {
  it('says only of rules that were evaluated that they hold', () => {
    expect(saysOfRules({ evaluated: 1, skipped: [] })).toBe('1 CEL rule holds');
    expect(saysOfRules({ evaluated: 2, skipped: [] })).toBe('2 CEL rules hold');
    expect(saysOfRules({ evaluated: 2, skipped: skipped('a', 'b', 'a') })).toBe(
      '2 CEL rules hold, 2 could not be evaluated here: the API server will',
    );
  });

  it('says nothing of rules where none applies', () => {
    expect(saysOfRules({ evaluated: 0, skipped: [] })).toBeUndefined();
  });

  it('says nothing of an owner, a quota and a range that stay as they are', () => {
    const titles = (before?: object) =>
      passedChecks(
        {
          ...platform,
          policy: { quota: { clustersPerOwner: 1, owners: {} } },
          entityExists: async () => true,
        },
        {
          spec: { owner: 'a', network: { vpcCidr: '10.0.0.0/16' } } as any,
          before: before as any,
          validation: { problems: [], rules: { evaluated: 0, skipped: [] } },
          findings: [],
        },
      ).map(({ title }) => title);
    const each = ['Owner', 'Quota', 'Address range'];
    expect(titles()).toEqual(expect.arrayContaining(each));
    const same = { owner: 'a', network: { vpcCidr: '10.0.0.0/16' } };
    expect(titles(same).filter(title => each.includes(title))).toEqual([]);
    expect(titles({ ...same, owner: 'b' })).toEqual(
      expect.arrayContaining(['Owner', 'Quota']),
    );
  });

  it('says of a decommission only that nothing is in the way', () => {
    expect(
      passedChecks(platform, { spec: {} as any, findings: [] }).map(
        ({ title }) => title,
      ),
    ).toEqual(['Name and requests']);
  });
});
