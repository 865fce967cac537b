import {
  CLAIM_PATH,
  claimText,
  fleetCluster,
  SPEC,
  testPlatform,
  type TestPlatformOptions,
} from './__testUtils__/testPlatform';
import { describeChecks, describePlan } from './describePlan';
import type { PlanInput } from './Platform';
import { planRequest } from './planRequest';

const files = { [CLAIM_PATH]: claimText() };
const plan = (input: Partial<PlanInput>, options: TestPlatformOptions = {}) =>
  planRequest(testPlatform({ files, ...options }), {
    verb: 'update',
    environment: 'dev',
    name: 'payments-dev',
    ...input,
  });
const headings = (parts: string[]) => parts.filter(p => p.startsWith('###'));

describe('describePlan', () => {
  it('describes a new cluster', async () => {
    const parts = describePlan(
      await plan(
        { verb: 'create', name: 'search-dev', spec: SPEC },
        {
          resources: [
            { kind: 'Subnet', count: 4 },
            { kind: 'VPC', count: 1 },
          ],
          policy: {
            prices: { currency: 'USD', cluster: 100, nodes: { small: 50 } },
          },
        },
      ),
    );
    expect(parts[0].split('\n')).toEqual([
      '| Field | Value |',
      '| --- | --- |',
      '| Name | search-dev |',
      '| Environment | dev |',
      '| Region | eu-west-1 |',
      '| Owner | group:default/payments |',
      '| Kubernetes version | 1&#46;34 |'.replace('&#46;', '.'),
      '| Nodes | small, 2 to 4 |',
      '| Cost, estimated | 200 to 300 USD a month |',
    ]);
    expect(headings(parts)).toEqual(['### Created resources']);
    expect(parts).toContain('5 resources: 4 Subnet, 1 VPC.');
    expect(parts.at(-1)).toMatch(
      /^It writes `crossplane\/claims\/dev\/search-dev\.yaml`\. After the merge .* close this pull request\.$/,
    );
  });

  it('describes every field of a new cluster that is not a default and not in the summary', async () => {
    const parts = describePlan(
      await plan({
        verb: 'create',
        name: 'search-dev',
        spec: {
          ...SPEC,
          region: 'eu\u202e-west-1',
          nodes: { max: 9 },
          compositionRef: { name: '[own](http://evil.example)' },
        },
      }),
    );
    expect(parts[0]).toContain('| Nodes | small, 2 to 9 |');
    expect(parts[0]).toContain('eu\\\\u\\{202e\\}-west-1');
    expect(headings(parts)[0]).toBe('### Fields that are not defaults');
    expect(parts[2].split('\n')).toEqual([
      '| Field | Default | Value |',
      '| --- | --- | --- |',
      '| compositionRef&#46;name | — | \\[own\\]\\(http&#58;//evil&#46;example\\) |',
    ]);
  });

  it('describes every changed field, consequence and finding of a change', async () => {
    const parts = describePlan(
      await plan(
        { spec: { kubernetesVersion: '1.35', nodes: { min: 3, max: 9 } } },
        {
          open: [{ head: 'worker-cluster/dev/payments-dev/decommission' }],
          policy: {
            prices: { currency: 'USD', cluster: 100, nodes: { small: 50 } },
          },
        },
      ),
    );
    expect(headings(parts)).toEqual([
      '### Changes',
      '### Consequences',
      '### For the reviewer',
    ]);
    const changes = parts[parts.indexOf('### Changes') + 1];
    expect(changes.split('\n').slice(2)).toEqual([
      '| kubernetesVersion | 1.34 | 1.35 |',
      '| nodes&#46;min | 2 | 3 |',
      '| Maximum number of nodes | 4 | 9 |',
    ]);
    expect(parts[0]).toContain(
      '| Cost, estimated | 250 to 550 USD a month \\(before: 200 to 300 USD a month\\) |',
    );
    expect(parts[parts.indexOf('### For the reviewer') + 1]).toMatch(
      /^- There is another open request for this cluster/,
    );
  });

  it.each<[string, Partial<PlanInput>, string | undefined, string]>([
    ['a change', { spec: { nodes: { max: 9 } } }, 'v1.34.2', '1.34.2'],
    ['a change of one that nobody saw', { spec: {} }, undefined, '1.34'],
    [
      'an upgrade',
      { spec: { kubernetesVersion: '1.35' } },
      'v1.34.2',
      '1.34.2 → 1.35',
    ],
    [
      'an upgrade of one that nobody saw',
      { spec: { kubernetesVersion: '1.35' } },
      undefined,
      '1.34 → 1.35',
    ],
    ['a removal', { verb: 'decommission' }, 'v1.34.2', '1.34.2'],
  ])(
    'shows the version that runs, and the requested one where it differs: %s',
    async (_, input, kubernetesVersion, text) => {
      const parts = describePlan(
        await plan(input, {
          fleet: [fleetCluster('payments-dev', { kubernetesVersion })],
        }),
      );
      expect(parts[0]).toContain(`| Kubernetes version | ${text} |`);
    },
  );

  it.each([
    ['v1.34.2', 'from 1.34.2 to 1.35'],
    ['v1.35.0', 'from 1.34 to 1.35'],
    [undefined, 'from 1.34 to 1.35'],
  ])('an upgrade of a cluster that runs %s is %s', async (runs, text) => {
    const { preview } = await plan(
      { spec: { kubernetesVersion: '1.35' } },
      {
        fleet: [fleetCluster('payments-dev', { kubernetesVersion: runs })],
      },
    );
    expect(preview.consequences[0]).toContain(
      `The control plane is upgraded ${text}.`,
    );
  });

  it('describes what a removal destroys', async () => {
    const parts = describePlan(await plan({ verb: 'decommission' }));
    expect(headings(parts)).toEqual(['### Destroyed resources']);
    expect(parts.at(-1)).toMatch(/^It removes `/);
  });

  it.each([
    ['HTML', '<img src=x>', /<img/],
    ['a link', '[x](https://evil.example)', /\]\(/],
    ['a mention', '@everyone', /@/],
    ['a second row', 'x\n| y | z |', /\n\| y/],
  ])('shows %s in a field as text', async (_, region, markup) => {
    const text = describePlan(
      await plan({
        verb: 'create',
        name: 'search-dev',
        spec: { ...SPEC, region },
      }),
    ).join('\n\n');
    expect(text).not.toMatch(markup);
  });
});

describe('describeChecks', () => {
  it('lists each check with its result', async () => {
    const [heading, table] = describeChecks(
      await plan({
        verb: 'create',
        name: 'search-dev',
        spec: { ...SPEC, owner: 'nobody' },
      }),
    );
    expect(heading).toBe('### Checks');
    const rows = table.split('\n').slice(2);
    expect(rows.map(row => row.split(' | ')[0])).toEqual([
      '| Schema',
      '| Fields of Crossplane and Argo CD',
      '| Sources and versions',
      '| Name',
      '| Environment',
      '| Owner',
      '| Name and requests',
    ]);
    expect(rows[5]).toContain('is not in the catalog');
  });
});
