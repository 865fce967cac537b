import { checkVersion } from './checkVersion';

describe('checkVersion', () => {
  it.each<[string, string, string | undefined, RegExp | undefined]>([
    ['allows the next minor version', '1.35', '1.34', undefined],
    ['allows the same version', '1.34', '1.34', undefined],
    ['allows any version for a new cluster', '1.30', undefined, undefined],
    ['allows what it cannot compare', 'latest', '1.34', undefined],
    [
      'refuses a downgrade',
      '1.33',
      '1.34',
      /cannot go back from 1\.34 to 1\.33/,
    ],
    ['refuses an older major version', '1.40', '2.1', /cannot go back/],
    [
      'refuses to skip a version',
      '1.36',
      '1.34',
      /upgrade from 1\.34 to 1\.35 first/,
    ],
    [
      'refuses another major version',
      '2.0',
      '1.34',
      /upgrade from 1\.34 to 1\.35 first/,
    ],
    ['compares numbers, not texts', '1.10', '1.9', undefined],
  ])('%s', (_, version, before, message) => {
    const findings = checkVersion(version, before);
    expect(
      findings.map(({ severity, rule, field }) => ({ severity, rule, field })),
    ).toEqual(
      message
        ? [
            {
              severity: 'error',
              rule: 'version',
              field: 'spec.kubernetesVersion',
            },
          ]
        : [],
    );
    expect(findings[0]?.message ?? '').toMatch(message ?? /^$/);
  });
});
