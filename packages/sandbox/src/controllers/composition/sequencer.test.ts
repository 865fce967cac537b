import type { KubernetesObject } from '../../apiserver/types';
import { runSequencer, SequencerInput } from './sequencer';
import { usageOf } from './usages';

type State = 'absent' | 'there' | 'ready';

const object = (name: string, over: object = {}): KubernetesObject => ({
  apiVersion: 'ec2.aws.m.upbound.io/v1beta1',
  kind: 'Thing',
  metadata: { name: `a-${name}`, namespace: 'clusters-dev' },
  ...over,
});

function run(
  input: SequencerInput,
  states: Record<string, State>,
  more: Record<string, KubernetesObject> = {},
) {
  const names = Object.keys(states);
  const { desired, ...rest } = runSequencer(
    input,
    names.map(name => ({
      name,
      object: object(name),
      ready: states[name] === 'ready',
    })),
    new Map([
      ...names
        .filter(name => states[name] !== 'absent')
        .map(name => [name, object(name)] as const),
      ...Object.entries(more),
    ]),
  );
  return {
    ...rest,
    desired,
    held: names.filter(name => !desired.some(d => d.name === name)),
    usages: desired.filter(d => !names.includes(d.name)).map(d => d.name),
  };
}

const rules = (...sequences: string[][]): SequencerInput => ({
  rules: sequences.map(sequence => ({ sequence })),
});

/** Facts of function-sequencer v0.6.0. */
describe('runSequencer', () => {
  it.each<[string, SequencerInput, Record<string, State>, string[]]>([
    [
      'what comes after something that is not ready',
      rules(['vpc', 'subnet', 'nat']),
      { vpc: 'there', subnet: 'absent', nat: 'absent' },
      ['subnet', 'nat'],
    ],
    [
      'what comes after a group of which one is not ready',
      rules(['subnet-.*', 'nat']),
      { 'subnet-a': 'ready', 'subnet-b': 'there', nat: 'absent' },
      ['nat'],
    ],
    [
      'nothing when all are ready',
      rules(['vpc', 'subnet', 'nat']),
      { vpc: 'ready', subnet: 'ready', nat: 'absent' },
      [],
    ],
    [
      'nothing that exists, even if what comes before is not ready any more',
      rules(['vpc', 'nat']),
      { vpc: 'there', nat: 'there' },
      [],
    ],
    [
      'what waits for something that no resource is called',
      rules(['vcp', 'nat']),
      { vpc: 'ready', nat: 'absent' },
      ['nat'],
    ],
    [
      'nothing for a member of a group that an earlier rule took out',
      rules(['vpc', 'nat'], ['(igw|nat)', 'nodes']),
      { vpc: 'there', igw: 'ready', nat: 'absent', nodes: 'absent' },
      ['nat'],
    ],
    [
      'what waits for a group that earlier rules took out as a whole',
      rules(['vpc', 'nat'], ['vpc', 'igw'], ['(igw|nat)', 'nodes']),
      { vpc: 'there', igw: 'absent', nat: 'absent', nodes: 'absent' },
      ['igw', 'nat', 'nodes'],
    ],
    [
      'what waits for a group of which a later rule takes one out',
      rules(['(igw|nat)', 'nodes'], ['vpc', 'nat']),
      { vpc: 'there', igw: 'ready', nat: 'absent', nodes: 'absent' },
      ['nat', 'nodes'],
    ],
    [
      'nothing by a rule for deletion only',
      { rules: [{ sequence: ['vpc', 'nat'], deleteOnly: true }] },
      { vpc: 'there', nat: 'absent' },
      [],
    ],
    [
      'whole names',
      rules(['a', 'b']),
      { a: 'ready', aa: 'absent', b: 'absent' },
      [],
    ],
    [
      'by a pattern with an anchor as it stands',
      rules(['^sub', 'nat']),
      { 'subnet-a': 'there', nat: 'absent' },
      ['nat'],
    ],
    [
      'by alternatives without brackets, each anchored on one side only',
      rules(['igw|nat', 'nodes']),
      { 'igw-extra': 'there', nat: 'ready', nodes: 'absent' },
      ['nodes'],
    ],
  ])('holds back %s', (_, input, states, expected) => {
    expect(run(input, states).held).toEqual(expected);
  });

  it('reports how far the step before is', () => {
    expect(
      run(rules(['s-.*', 'x'], ['y', 'x']), {
        's-1': 'ready',
        's-2': 'there',
        x: 'absent',
      }).delays,
    ).toEqual([
      'Delaying creation of resource(s) matching "x" because "s-.*" is not fully ready (1 of 2)',
      'Delaying creation of resource(s) matching "x" because "y" does not exist yet',
    ]);
  });

  it('calls the composite resource incomplete only if told to', () => {
    const states: Record<string, State> = { vpc: 'there', nat: 'absent' };
    const input = rules(['vpc', 'nat']);
    expect(run(input, states).incomplete).toBe(false);
    const counting = { ...input, resetCompositeReadiness: true };
    expect(run(counting, states).incomplete).toBe(true);
    expect(run(counting, { vpc: 'ready', nat: 'absent' }).incomplete).toBe(
      false,
    );
  });
});

describe('Usages of runSequencer', () => {
  const deleting = (...sequences: string[][]): SequencerInput => ({
    ...rules(...sequences),
    enableDeletionSequencing: true,
  });

  it.each<[string, SequencerInput, Record<string, State>, string[]]>([
    [
      'neighbours in a sequence, not of those further apart',
      deleting(['vpc', 'subnet-.*', 'nat']),
      { vpc: 'ready', 'subnet-a': 'ready', 'subnet-b': 'there', nat: 'ready' },
      [
        'subnet-a-vpc-usage',
        'subnet-b-vpc-usage',
        'nat-subnet-a-usage',
        'nat-subnet-b-usage',
      ],
    ],
    [
      'what exists only',
      deleting(['vpc', 'subnet', 'nat']),
      { vpc: 'ready', subnet: 'there', nat: 'absent' },
      ['subnet-vpc-usage'],
    ],
    [
      'a pair that two rules name, once',
      deleting(['vpc', 'nat'], ['(vpc|eip)', 'nat']),
      { vpc: 'ready', eip: 'ready', nat: 'ready' },
      ['nat-vpc-usage', 'nat-eip-usage'],
    ],
    [
      'a pair of a rule for deletion only',
      {
        enableDeletionSequencing: true,
        rules: [{ sequence: ['vpc', 'nat'], deleteOnly: true }],
      },
      { vpc: 'ready', nat: 'ready' },
      ['nat-vpc-usage'],
    ],
    [
      'nothing unless told to',
      rules(['vpc', 'nat']),
      { vpc: 'ready', nat: 'ready' },
      [],
    ],
  ])('are made of %s', (_, input, states, expected) => {
    expect(run(input, states).usages.sort()).toEqual([...expected].sort());
  });

  it('are not made of Usages', () => {
    const usage = usageOf(object('vpc'), object('nat'), {
      version: 'v2',
      replayDeletion: true,
    });
    expect(
      run(deleting(['vpc', '.*']), { vpc: 'ready' }, { 'nat-vpc-usage': usage })
        .usages,
    ).toEqual(['vpc-vpc-usage']);
  });

  it('are ready, and name both', () => {
    const { desired } = run(deleting(['vpc', 'nat']), {
      vpc: 'ready',
      nat: 'there',
    });
    const made = desired.at(-1)!;
    expect(made.ready).toBe(true);
    expect(made.object).toEqual({
      apiVersion: 'protection.crossplane.io/v1beta1',
      kind: 'Usage',
      metadata: {
        name: 'thing-a-nat-thing-a-vpc-95eb1c-dependency',
        namespace: 'clusters-dev',
      },
      spec: {
        by: {
          apiVersion: 'ec2.aws.m.upbound.io/v1beta1',
          kind: 'Thing',
          resourceRef: { name: 'a-nat' },
        },
        of: {
          apiVersion: 'ec2.aws.m.upbound.io/v1beta1',
          kind: 'Thing',
          resourceRef: { name: 'a-vpc' },
        },
        reason: 'dependency',
        replayDeletion: false,
      },
    });
  });
});

describe('usageOf', () => {
  const options = { version: 'v2' as const, replayDeletion: true };
  const clusterScoped = object('vpc', { metadata: { name: 'a-vpc' } });

  it.each([
    ['v2 of a namespaced object', 'v2', object('vpc'), 'Usage', 'clusters-dev'],
    [
      'v2 of a cluster-scoped object',
      'v2',
      clusterScoped,
      'ClusterUsage',
      undefined,
    ],
    ['v1', 'v1', clusterScoped, 'Usage', undefined],
  ] as const)('is for %s', (_, version, used, kind, namespace) => {
    const usage = usageOf(used, object('nat'), { ...options, version });
    expect(usage).toMatchObject({ kind });
    expect(
      usage.apiVersion.startsWith(version === 'v1' ? 'apiext' : 'prot'),
    ).toBe(true);
    expect(usage.metadata.namespace).toBe(namespace);
  });

  it('has a name of at most 63 characters, told apart by a hash', () => {
    const long = (i: number) =>
      usageOf(object('v'.repeat(40)), object(`n${i}`.padEnd(40, 'n')), options)
        .metadata.name;
    expect(long(1)).toHaveLength(63);
    expect(long(1)).toMatch(/^thing-a-n1n+-[0-9a-f]{6}-dependency$/);
    expect(long(1)).not.toBe(long(2));
  });
});
