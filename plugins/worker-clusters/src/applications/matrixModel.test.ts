import type {
  ApplicationMatrix,
  ApplicationMatrixCell,
  ApplicationMatrixColumn,
  ApplicationMatrixRow,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { readFilter, writeFilter } from './matrixFilter';
import {
  answerVersion,
  environmentsOf,
  isEverywhere,
  isMuted,
  isOdd,
  isSearched,
  type MatrixCluster,
  mergePages,
  summarize,
  toColumns,
} from './matrixModel';

const since = '2026-11-23T08:00:00.000Z';
const now = Date.parse(since) + 600_000;

const column = (
  name: string,
  rest: Partial<ApplicationMatrixColumn> = {},
): ApplicationMatrixColumn => ({
  managementCluster: 'm',
  namespace: 'c',
  name,
  environment: name.split('-')[0],
  connection: { status: 'live', since },
  ...rest,
});
const cluster = (name: string, muted = false): MatrixCluster => ({
  ...column(name),
  key: name,
  muted,
});
const cell = (
  at: number,
  versions: number[],
  rest: Partial<ApplicationMatrixCell> = {},
): ApplicationMatrixCell => ({
  cluster: at,
  versions,
  health: 'Healthy',
  sync: 'Synced',
  namespace: 'argocd',
  ...rest,
});
const row = (...cells: ApplicationMatrixCell[]): ApplicationMatrixRow => ({
  name: 'web',
  versions: ['1.4.1', '1.4.2', '1.10.0'],
  cells,
});

const CLUSTERS = [
  cluster('dev-a'),
  cluster('prod-a'),
  cluster('prod-b', true),
  cluster('prod-c'),
];
const PLACES = new Map(CLUSTERS.map(({ key }, i) => [key, i]));
const columns = (summary = false) => toColumns(CLUSTERS, summary);

describe('mergePages', () => {
  const page = (
    names: string[],
    ...rows: ApplicationMatrixRow[]
  ): ApplicationMatrix => ({
    columns: names.map(name => column(name)),
    unreported: 0,
    rows,
  });

  it('keeps the rows of pages with the same clusters as they are', () => {
    const [a, b] = [row(cell(0, [0])), row(cell(1, [1]))];
    const { rows } = mergePages([page(['x', 'y'], a), page(['x', 'y'], b)]);
    expect(rows[0]).toBe(a);
    expect(rows[1]).toBe(b);
  });

  it('moves cells of a page that has other clusters', () => {
    const { rows } = mergePages([
      page(['x', 'y'], row(cell(0, [0]))),
      page(
        ['new', 'x', 'y'],
        row(cell(0, [0]), cell(2, [1])),
        row(cell(0, [0])),
      ),
    ]);
    expect(rows).toHaveLength(2);
    expect(rows[1].cells).toEqual([cell(1, [1])]);
  });
});

describe('toColumns', () => {
  const names = (summary: boolean) =>
    columns(summary).map(c =>
      c.kind === 'environment' ? c.environment : c.cluster.name,
    );

  it('puts the summary of an environment before its clusters', () => {
    expect(names(false)).toEqual([
      'dev',
      'dev-a',
      'prod',
      'prod-a',
      'prod-b',
      'prod-c',
    ]);
    expect(names(true)).toEqual(['dev', 'prod']);
  });
});

describe('isMuted', () => {
  it.each<[Partial<ApplicationMatrixColumn>, boolean]>([
    [{}, false],
    [{ frozen: true }, true],
    [{ connection: { status: 'unreachable', since, lastSeen: since } }, true],
    [{ connection: { status: 'stale', since, lastSeen: since } }, true],
    [
      {
        connection: {
          status: 'stale',
          since: new Date(now - 1000).toISOString(),
        },
      },
      false,
    ],
  ])('of %j is %s', (rest, expected) => {
    expect(isMuted(column('x', rest), now)).toBe(expected);
  });
});

describe('summarize', () => {
  it('counts versions, most first, and states', () => {
    expect(
      summarize(
        row(
          cell(1, [1]),
          cell(2, [0, 1], { health: 'Degraded' }),
          cell(3, [], { sync: 'OutOfSync' }),
        ),
        CLUSTERS,
        PLACES,
      ),
    ).toEqual({
      clusters: 4,
      deployed: 3,
      versions: [
        { version: '1.4.2', clusters: 2 },
        { version: '1.4.1', clusters: 1 },
      ],
      unknown: 1,
      unhealthy: 1,
      outOfSync: 1,
      muted: 1,
    });
  });

  it('puts the higher of two versions first that are on as many clusters', () => {
    const { versions } = summarize(
      row(cell(0, [1]), cell(1, [2])),
      CLUSTERS,
      PLACES,
    );
    expect(versions.map(v => v.version)).toEqual(['1.10.0', '1.4.2']);
  });
});

describe('answerVersion', () => {
  const answer = (of: ApplicationMatrixRow, search = '') =>
    answerVersion(of, environmentsOf(columns()), PLACES, search);

  it('says yes if every cluster of its environments has the version', () => {
    const found = answer(row(cell(1, [1]), cell(2, [1]), cell(3, [1])))!;
    expect(found).toMatchObject({
      version: '1.4.2',
      on: 3,
      of: 3,
      missing: 0,
      muted: 1,
    });
    expect(isEverywhere(found)).toBe(true);
  });

  it('names the others, and clusters that lack it', () => {
    const found = answer(row(cell(1, [1]), cell(2, [0])), 'v1.4.2')!;
    expect(found).toMatchObject({
      version: '1.4.2',
      on: 1,
      of: 3,
      others: [{ version: '1.4.1', clusters: 1 }],
      missing: 1,
    });
    expect(isEverywhere(found)).toBe(false);
  });

  it('answers for the version that is searched, not for the one that most have', () => {
    expect(
      answer(row(cell(1, [1]), cell(2, [1]), cell(3, [0])), '1.4.1'),
    ).toMatchObject({ version: '1.4.1', on: 1, of: 3 });
  });

  it('counts no cluster for the beginning of another version', () => {
    const found = answer(
      row(cell(1, [1]), cell(2, [1]), cell(3, [1])),
      '1.4.',
    )!;
    expect(isEverywhere(found)).toBe(true);
    const longer = { ...row(cell(1, [0]), cell(2, [0]), cell(3, [0])) };
    longer.versions = ['1.4.20'];
    const other = answer(longer, '1.4.2')!;
    expect(other).toMatchObject({
      version: '1.4.2',
      on: 0,
      of: 3,
      others: [{ version: '1.4.20', clusters: 3 }],
    });
    expect(isEverywhere(other)).toBe(false);
  });

  it('is none where no version is known', () => {
    expect(answer(row(cell(1, [])), '9')).toBeUndefined();
    expect(answer(row(cell(1, [])))).toBeUndefined();
  });
});

describe('isOdd', () => {
  const summary = summarize(
    row(cell(1, [1]), cell(2, [1]), cell(3, [0])),
    CLUSTERS,
    PLACES,
  );
  it.each<[string[], string, boolean]>([
    [['1.4.2'], '', false],
    [['1.4.1'], '', true],
    [['1.4.1'], '1.4.1', false],
    [['1.4.2'], '1.4.1', true],
    [[], '', false],
  ])('of %j with the search %j is %s', (versions, search, expected) => {
    expect(isOdd(versions, summary, search)).toBe(expected);
  });
});

describe('isSearched', () => {
  it.each([
    ['v1.4.2', '1.4', true],
    ['1.4.2', 'V1.4.2', true],
    ['11.4.2', '1.4', false],
    ['1.4.20', '1.4.2', false],
    ['1.4.2-rc.1', '1.4.2', true],
    ['1.14', '1.1', false],
    ['12ab34f', '12', true],
  ])('%s by %s: %s', (version, search, expected) => {
    expect(isSearched(version, search)).toBe(expected);
  });
});

describe('the filter in the address', () => {
  it('is read as it was written, and leaves other parameters', () => {
    const filter = {
      search: 'web',
      version: '1.4.2',
      environment: ['prod', 'dev'],
      only: ['drift' as const],
      summary: true,
    };
    const params = writeFilter(
      new URLSearchParams('other=1&only=unhealthy'),
      filter,
    );
    expect(readFilter(params)).toEqual(filter);
    expect(params.get('other')).toBe('1');
  });

  it('leaves out what is no value', () => {
    expect(
      readFilter(new URLSearchParams('only=x&columns=y&environment=')),
    ).toEqual({
      search: '',
      version: '',
      environment: [],
      only: [],
      summary: false,
    });
  });
});
