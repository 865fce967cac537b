import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { redactFindings } from './redactFindings';

const ref = { managementCluster: 'main', namespace: 'n', name: 'secret' };
const plain = { severity: 'error', rule: 'cel', message: 'Plain.' } as const;
const range = '10.42.0.0/16';
const named = writeMessage('range-taken', {
  range,
  other: '10.42.0.0/17',
  name: 'secret',
});
const unnamed = writeMessage('range-taken-hidden', { range });
const about = (...clusters: Array<typeof ref | undefined>) => ({
  severity: 'error' as const,
  rule: 'cidr',
  ...named,
  discloses: { clusters, redacted: unnamed },
});
const hidden = { severity: 'error', rule: 'cidr', ...unnamed };
const shown = { severity: 'error', rule: 'cidr', ...named };

describe('redactFindings', () => {
  it.each<[string, any, (cluster: any) => boolean, object]>([
    ['keeps what tells of no cluster', plain, () => false, plain],
    ['keeps what tells of readable clusters', about(ref), () => true, shown],
    ['redacts what tells of a hidden cluster', about(ref), () => false, hidden],
    [
      'redacts what tells of a readable and a hidden cluster',
      about(ref, { ...ref, name: 'b' }),
      (c: any) => c.name === 'b',
      hidden,
    ],
    [
      'redacts what tells of a cluster that only Git knows',
      about(undefined),
      (c: any) => c !== undefined,
      hidden,
    ],
  ])('%s', async (_, finding, readable, expected) => {
    const mayRead = async (c: any) => readable(c);
    expect(await redactFindings([finding], mayRead)).toEqual([expected]);
  });

  it('leaves nothing of a hidden cluster among the values', async () => {
    const redacted = await redactFindings([about(ref)], async () => false);
    expect(JSON.stringify(redacted)).not.toMatch(/secret|\/17/);
  });

  it('keeps no code of what it redacts, also where the other text has none', async () => {
    const finding = {
      ...about(ref),
      discloses: { clusters: [ref], redacted: { message: 'Taken.' } },
    };
    expect(await redactFindings([finding], async () => false)).toEqual([
      { severity: 'error', rule: 'cidr', message: 'Taken.' },
    ]);
  });
});
