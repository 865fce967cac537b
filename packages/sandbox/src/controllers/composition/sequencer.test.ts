import { deletableNow, findDelays } from './sequencer';

const input = {
  rules: [
    { sequence: ['vpc', 'subnet-.*', 'nat'] },
    { sequence: ['subnet-.*', 'cluster'] },
  ],
};
const resource = (name: string, state: 'absent' | 'there' | 'ready') => ({
  name,
  ready: state === 'ready',
  exists: state !== 'absent',
});

describe('findDelays', () => {
  const held = (states: Record<string, 'absent' | 'there' | 'ready'>) => [
    ...new Set(
      findDelays(
        input,
        Object.entries(states).map(([n, s]) => resource(n, s)),
      ).flatMap(d => d.resources),
    ),
  ];

  it.each([
    [
      'everything but the first at the beginning',
      {
        vpc: 'absent',
        'subnet-a': 'absent',
        'subnet-b': 'absent',
        nat: 'absent',
        cluster: 'absent',
      },
      ['subnet-a', 'subnet-b', 'nat', 'cluster'],
    ],
    [
      'what comes after the next once the first is ready',
      {
        vpc: 'ready',
        'subnet-a': 'absent',
        'subnet-b': 'absent',
        nat: 'absent',
        cluster: 'absent',
      },
      ['nat', 'cluster'],
    ],
    [
      'what waits for all of a pattern while one of them is not ready',
      {
        vpc: 'ready',
        'subnet-a': 'ready',
        'subnet-b': 'there',
        nat: 'absent',
        cluster: 'absent',
      },
      ['nat', 'cluster'],
    ],
    [
      'nothing when all are ready',
      {
        vpc: 'ready',
        'subnet-a': 'ready',
        'subnet-b': 'ready',
        nat: 'absent',
        cluster: 'absent',
      },
      [],
    ],
    [
      'nothing that exists, even if what comes before is not ready any more',
      {
        vpc: 'there',
        'subnet-a': 'ready',
        'subnet-b': 'ready',
        nat: 'ready',
        cluster: 'there',
      },
      [],
    ],
  ] as const)('holds back %s', (_, states, expected) => {
    expect(held(states)).toEqual(expected);
  });

  it('holds back what waits for something that is not there', () => {
    const [delay] = findDelays(input, [resource('cluster', 'absent')]);
    expect(delay.message).toContain('"subnet-.*" does not exist yet');
  });

  it('says how far the predecessors are', () => {
    const [delay] = findDelays({ rules: [{ sequence: ['s-.*', 'x'] }] }, [
      resource('s-1', 'ready'),
      resource('s-2', 'there'),
      resource('x', 'absent'),
    ]);
    expect(delay.message).toBe(
      'Delaying creation of resource(s) matching "x" because "s-.*" is not fully ready (1 of 2)',
    );
  });

  it('matches whole names', () => {
    expect(
      findDelays({ rules: [{ sequence: ['a', 'b'] }] }, [
        resource('a', 'ready'),
        resource('aa', 'absent'),
        resource('b', 'absent'),
      ]),
    ).toEqual([]);
  });
});

describe('deletableNow', () => {
  it('goes the other way', () => {
    let existing = ['vpc', 'subnet-a', 'subnet-b', 'nat', 'cluster', 'other'];
    const steps: string[][] = [];
    while (existing.length) {
      const now = deletableNow(input, existing);
      expect(now).not.toEqual([]);
      steps.push(now);
      existing = existing.filter(n => !now.includes(n));
    }
    expect(steps).toEqual([
      ['nat', 'cluster', 'other'],
      ['subnet-a', 'subnet-b'],
      ['vpc'],
    ]);
  });

  it('lets everything go without a sequence', () => {
    expect(deletableNow(undefined, ['a', 'b'])).toEqual(['a', 'b']);
  });
});
