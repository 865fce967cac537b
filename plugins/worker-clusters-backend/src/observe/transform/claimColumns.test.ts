import { decode } from '../parse/decode';
import { type ClaimColumn, transformColumns } from './claimColumns';

const at = (path: string): ClaimColumn => ({
  id: 'c',
  title: 'C',
  path: path.split('.'),
});
const claim = {
  apiVersion: 'platform.example.org/v1',
  kind: 'WorkerCluster',
  metadata: {
    name: 'web',
    namespace: 'n',
    uid: 'u',
    resourceVersion: '1',
    labels: { 'example.org/cost-center': 'cc-7', object: { a: 1 } },
  },
  spec: {
    nodes: { size: 'small', min: 0, spot: false },
    zones: ['a', { b: 1 }, 'c', null],
    url: 'https://user:secret@git.example.org/x',
    huge: 'x'.repeat(100_000),
    many: Array.from({ length: 100_000 }, () => 'zone'),
    nul: 'a\0b\ud800',
    empty: '',
    none: null,
    __proto__: { polluted: 'yes' },
  },
  status: { cluster: { version: '1.34.2' } },
};

it.each([
  ['spec.nodes.size', 'small'],
  ['spec.nodes.min', '0'],
  ['spec.nodes.spot', 'false'],
  ['status.cluster.version', '1.34.2'],
  ['spec.zones', 'a, c'],
  ['spec.zones.0', 'a'],
  ['spec.url', 'https://git.example.org/x'],
  ['spec.nul', 'a\ufffdb\ufffd'],
])('reads %s', (path, value) => {
  expect(transformColumns(claim, [at(path)])).toEqual({ c: value });
});

it.each([
  'spec.nodes',
  'spec.missing',
  'spec.nodes.size.length',
  'spec.zones.length.x',
  'spec.empty',
  'spec.none',
  'spec.none.x',
  'spec.constructor.name',
  'spec.__proto__.polluted',
  'spec.toString.name',
])('has nothing for %s', path => {
  expect(transformColumns(claim, [at(path)])).toBeUndefined();
});

it.each([undefined, null, 'text', 7, [], { spec: 'text' }, { spec: [] }])(
  'has nothing for the claim %j',
  raw => {
    expect(
      transformColumns(raw, [at('spec.a'), { ...at(''), label: 'a' }]),
    ).toBeUndefined();
  },
);

it.each(['spec.huge', 'spec.many'])('bounds %s', path => {
  expect(transformColumns(claim, [at(path)])!.c.length).toBeLessThanOrEqual(
    254,
  );
});

it('reads labels, and no object for one', () => {
  const label = (key: string) => [{ id: 'c', title: 'C', label: key }];
  expect(transformColumns(claim, label('example.org/cost-center'))).toEqual({
    c: 'cc-7',
  });
  expect(transformColumns(claim, label('object'))).toBeUndefined();
  expect(transformColumns(claim, label('constructor'))).toBeUndefined();
});

it('keeps the values of a claim as it is decoded, and of no other columns', () => {
  const event = { type: 'ADDED', object: claim };
  const job = {
    kind: 'event',
    transform: 'claim',
    apiVersion: claim.apiVersion,
  } as const;
  const kept = (columns?: ClaimColumn[]) => {
    const found = decode(Buffer.from(JSON.stringify(event)), {
      ...job,
      columns,
    });
    return JSON.parse((found as { json: string }).json).claim.columns;
  };
  expect(kept()).toBeUndefined();
  expect(kept([at('spec.nodes.size')])).toEqual({ c: 'small' });
});
