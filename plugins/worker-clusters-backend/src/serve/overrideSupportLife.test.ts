import type { SupportLifeTable } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { overrideSupportLife } from './overrideSupportLife';

const from = { source: 'https://example.org/data', asOf: '2026-01-01' };
const TABLE: SupportLifeTable = {
  kubernetes: {
    '1.34': {
      releasedOn: '2025-10-02',
      standardUntil: '2026-12-02',
      extendedUntil: '2027-12-02',
      ...from,
    },
  },
  argocd: { '3.5': from },
};

const override = (value: unknown) =>
  overrideSupportLife(TABLE, value, {
    from: 'workerClusters.supportLife',
    today: '2026-11-29',
  });

it('replaces single dates, and adds versions', () => {
  const { table, problems } = override({
    kubernetes: {
      source: 'https://example.org/ours',
      asOf: '2026-11-01',
      versions: {
        '1.34': { standardUntil: '2026-10-31', extendedUntil: null },
        '1.37': { releasedOn: '2027-01-15' },
      },
    },
  });
  expect(problems).toEqual([]);
  const ours = { source: 'https://example.org/ours', asOf: '2026-11-01' };
  expect(table).toEqual({
    kubernetes: {
      '1.34': {
        releasedOn: '2025-10-02',
        standardUntil: '2026-10-31',
        ...ours,
      },
      '1.37': { releasedOn: '2027-01-15', ...ours },
    },
    argocd: TABLE.argocd,
  });
  expect(TABLE.kubernetes['1.34'].extendedUntil).toBe('2027-12-02');
});

it('names the configuration as the source of data that names none', () => {
  const { table } = override({
    argocd: { versions: { '3.5': { standardUntil: '2027-05-04' } } },
  });
  expect(table.argocd['3.5']).toEqual({
    standardUntil: '2027-05-04',
    source: 'workerClusters.supportLife',
    asOf: '2026-11-29',
  });
});

it.each<[unknown, string]>([
  ['2026-12-02', ': "2026-12-02" is not an object'],
  [{ crossplane: {} }, '.crossplane: is not one of kubernetes, argocd'],
  [{ kubernetes: [] }, '.kubernetes: [] is not an object'],
  [
    { kubernetes: { version: {} } },
    '.kubernetes.version: is not one of source, asOf, versions',
  ],
  [{ kubernetes: { source: 7 } }, '.kubernetes.source: 7 is not a text'],
  [
    { kubernetes: { asOf: 'yesterday' } },
    '.kubernetes.asOf: "yesterday" is not a day such as "2026-12-02"',
  ],
  [{ kubernetes: { versions: 7 } }, '.kubernetes.versions: 7 is not an object'],
  [
    { kubernetes: { versions: { 1.3: { standardUntil: '2026-10-31' } } } },
    '.kubernetes.versions."1.3": is not a minor version; write it in quotes, such as "1.30"',
  ],
  [
    { kubernetes: { versions: { '1.34': '2026-12-02' } } },
    '.kubernetes.versions."1.34": "2026-12-02" is not an object',
  ],
  [
    { kubernetes: { versions: { '1.34': { until: '2026-10-31' } } } },
    '.kubernetes.versions."1.34".until: is not one of releasedOn, standardUntil, extendedUntil',
  ],
  [
    { kubernetes: { versions: { '1.34': { standardUntil: '2026-02-30' } } } },
    '.kubernetes.versions."1.34".standardUntil: "2026-02-30" is not a day such as "2026-12-02"',
  ],
  [
    { kubernetes: { versions: { '1.34': { standardUntil: '2028-01-01' } } } },
    '.kubernetes.versions."1.34": extendedUntil 2027-12-02 is before standardUntil 2028-01-01',
  ],
  [
    { kubernetes: { versions: { '1.34': { standardUntil: '2025-01-01' } } } },
    '.kubernetes.versions."1.34": standardUntil 2025-01-01 is before releasedOn 2025-10-02',
  ],
])('says what is wrong in %j and leaves the table as it is', (value, text) => {
  const { table, problems } = override(value);
  expect(problems).toEqual([`workerClusters.supportLife${text}`]);
  expect(table).toEqual(TABLE);
});

it('takes out what is wrong alone', () => {
  const { table, problems } = override({
    kubernetes: {
      source: '',
      versions: {
        '1.34': { standardUntil: 'soon', extendedUntil: '2028-01-31' },
        '1.35': { standardUntil: '2027-03-27' },
        latest: {},
      },
    },
    argocd: { versions: { '3.6': { releasedOn: '2026-11-03' } } },
  });
  expect(problems).toHaveLength(3);
  expect(table.kubernetes['1.34']).toMatchObject({
    standardUntil: '2026-12-02',
    extendedUntil: '2028-01-31',
    source: 'workerClusters.supportLife',
  });
  expect(table.kubernetes).toHaveProperty(['1.35', 'standardUntil']);
  expect(table.argocd).toHaveProperty(['3.6', 'releasedOn'], '2026-11-03');
});
