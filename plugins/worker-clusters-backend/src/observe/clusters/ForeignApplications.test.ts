import { application } from '../../derive/__testUtils__/observation';
import { destinationTest, ForeignApplications } from './ForeignApplications';

const WORKER = { servers: ['https://worker.example.org'], name: 'orders' };
const at = (
  name: string,
  destinationServer?: string,
  destinationName?: string,
) => application(name, { destinationServer, destinationName });

describe('ForeignApplications', () => {
  const create = () =>
    new ForeignApplications(() => 'https://management.example.org/');

  it.each([
    at('a', 'https://kubernetes.default.svc'),
    at('a', 'https://kubernetes.default.svc/'),
    at('a', undefined, 'in-cluster'),
    at('a', 'https://management.example.org'),
    at('a'),
  ])('does not count %j, which stays in the own cluster', own => {
    const foreign = create();
    expect(foreign.set(own, undefined)).toEqual([]);
    expect(foreign.elsewhere([])).toEqual([]);
  });

  it('finds those that aim at a worker by its address or its name', () => {
    const foreign = create();
    foreign.set(at('by-server', 'https://worker.example.org:443/'), undefined);
    foreign.set(at('by-name', undefined, 'orders'), undefined);
    foreign.set(at('other', 'https://other.example.org'), undefined);
    expect(foreign.aimedAt(WORKER).map(a => a.name)).toEqual([
      'by-server',
      'by-name',
    ]);
    for (const found of foreign.aimedAt(WORKER)) {
      expect(destinationTest([found])(WORKER)).toBe(true);
    }
    expect(destinationTest(foreign.elsewhere([WORKER]))(WORKER)).toBe(false);
    expect(foreign.elsewhere([WORKER]).map(a => a.name)).toEqual(['other']);
  });

  it('reports a change of the destination, and no other one', () => {
    const foreign = create();
    const first = at('a', 'https://worker.example.org');
    expect(foreign.set(first, undefined)).toHaveLength(1);
    expect(foreign.set({ ...first, health: 'Degraded' }, first)).toEqual([]);
    const moved = at('a', 'https://other.example.org');
    expect(foreign.set(moved, first)).toHaveLength(2);
    expect(foreign.aimedAt(WORKER)).toEqual([]);
    expect(foreign.set(undefined, moved)).toHaveLength(1);
    expect(foreign.elsewhere([])).toEqual([]);
  });

  it('names a thousand of a hundred thousand', () => {
    const foreign = create();
    for (let i = 0; i < 100_000; i++) {
      foreign.set(at(`a${i}`, `https://w${i % 1000}.example.org`), undefined);
    }
    expect(
      foreign.aimedAt({ servers: ['https://w7.example.org'], name: 'w7' }),
    ).toHaveLength(100);
    expect(foreign.elsewhere([WORKER])).toHaveLength(1000);
  });
});
