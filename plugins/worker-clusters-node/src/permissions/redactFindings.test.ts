import { redactFindings } from './redactFindings';

const ref = { managementCluster: 'main', namespace: 'n', name: 'secret' };
const plain = { severity: 'error', rule: 'cel', message: 'Plain.' } as const;
const about = (...clusters: Array<typeof ref | undefined>) => ({
  severity: 'error' as const,
  rule: 'cidr',
  message: 'Overlaps secret.',
  discloses: { clusters, redacted: 'Overlaps another range.' },
});
const hidden = {
  severity: 'error',
  rule: 'cidr',
  message: 'Overlaps another range.',
};
const shown = { severity: 'error', rule: 'cidr', message: 'Overlaps secret.' };

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
});
