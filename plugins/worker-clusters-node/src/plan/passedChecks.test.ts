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

  it('says of a decommission only that nothing is in the way', () => {
    expect(
      passedChecks(platform, { spec: {} as any, findings: [] }).map(
        ({ title }) => title,
      ),
    ).toEqual(['Name and requests']);
  });
});
