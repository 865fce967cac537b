import data from './supportLifeData.json';
import {
  SUPPORT_LIFE,
  supportLife,
  supportState,
  type SupportState,
} from './supportLife';

const at = (day: string) => Date.parse(`${day}T12:00:00Z`);

describe('supportLife', () => {
  it.each<[Parameters<typeof supportLife>[0], string | undefined, unknown]>([
    ['kubernetes', 'v1.34.1-eks-5a1b2c', '2026-12-02'],
    ['kubernetes', '1.34', '2026-12-02'],
    ['kubernetes', 'v1.3', undefined],
    ['kubernetes', '1.99', undefined],
    ['kubernetes', 'constructor', undefined],
    ['kubernetes', undefined, undefined],
    ['argocd', 'v3.3.19', '2026-11-03'],
    ['argocd', 'v3.1.0-company.4', '2026-05-05'],
    ['argocd', 'v3.6.0', undefined],
  ])('of %s %s ends on %s', (product, version, expected) => {
    const life = supportLife(product, version, { now: at('2026-11-29') });
    expect(life?.standardUntil).toBe(expected);
  });

  it('knows that a version is supported whose end has no date', () => {
    const life = supportLife('argocd', 'v3.6.0', { now: at('2026-11-29') });
    expect(life).toMatchObject({
      version: '3.6',
      source: expect.stringMatching(/^https:/),
      asOf: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    });
  });
});

describe('supportState', () => {
  it.each<[Parameters<typeof supportLife>[0], string, string, SupportState]>([
    ['kubernetes', '1.34', '2026-09-01', 'supported'],
    ['kubernetes', '1.34', '2026-11-28', 'ending'],
    ['kubernetes', '1.34', '2026-12-02', 'ending'],
    ['kubernetes', '1.34', '2026-12-03', 'extended'],
    ['kubernetes', '1.34', '2027-12-03', 'ended'],
    ['argocd', 'v3.3.1', '2026-11-04', 'ended'],
    ['argocd', 'v3.6.0', '2026-11-28', 'supported'],
  ])('of %s %s on %s is %s', (product, version, day, expected) => {
    const life = supportLife(product, version, { now: at(day) });
    expect(supportState(life!, at(day))).toBe(expected);
  });
});

describe('newer', () => {
  it.each<[Parameters<typeof supportLife>[0], string, string, string?]>([
    ['kubernetes', '1.34', '2026-11-29', '1.36'],
    ['kubernetes', '1.35', '2026-06-01', undefined],
    ['kubernetes', '1.35', '2026-06-02', '1.36'],
    ['kubernetes', '1.36', '2026-11-29', undefined],
    ['kubernetes', '1.34', '2030-01-01', undefined],
    ['argocd', 'v3.4.1', '2026-11-29', '3.6'],
  ])('of %s %s on %s is %s', (product, version, day, expected) => {
    expect(supportLife(product, version, { now: at(day) })?.newer).toBe(
      expected,
    );
  });

  it('follows the table that is given', () => {
    const table = {
      ...SUPPORT_LIFE,
      kubernetes: {
        ...SUPPORT_LIFE.kubernetes,
        '1.37': { asOf: '2026-11-29', source: 'ours' },
      },
    };
    const life = supportLife('kubernetes', '1.36', {
      now: at('2026-11-29'),
      table,
    });
    expect(life?.newer).toBe('1.37');
  });
});

type Dates = {
  releasedOn?: string;
  standardUntil?: string;
  extendedUntil?: string;
};

it.each(
  Object.values(data).flatMap(({ asOf, versions }) =>
    Object.entries<Dates>(versions).map(
      ([version, dates]) => [version, asOf, dates] as const,
    ),
  ),
)('the data of %s has sound dates in order', (_, asOf, dates) => {
  const { standardUntil = asOf, extendedUntil = standardUntil } = dates;
  const { releasedOn = standardUntil } = dates;
  expect(Date.parse(releasedOn)).toBeLessThanOrEqual(Date.parse(standardUntil));
  expect(Date.parse(asOf)).not.toBeNaN();
  expect(Date.parse(standardUntil)).not.toBeNaN();
  expect(Date.parse(extendedUntil)).toBeGreaterThanOrEqual(
    Date.parse(standardUntil),
  );
});
