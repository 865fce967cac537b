import { isEarlierAttempt } from './isEarlierAttempt';

const CLAIM = `apiVersion: platform.example.org/v1alpha1
kind: WorkerCluster
metadata:
  name: payments-dev
  annotations:
    platform.example.org/requested-by: user:default/ada
    platform.example.org/expires-at: 2026-12-28T12:00:00Z
spec:
  owner: group:default/payments
  network:
    vpcCidr: 10.1.0.0/16
`;

it.each<[string, boolean, string | undefined]>([
  ['the same file', true, CLAIM],
  ['another address range', true, CLAIM.replace('10.1.', '10.2.')],
  ['another end of lifetime', true, CLAIM.replace('12:00:00', '12:00:07')],
  ['another requester', false, CLAIM.replace('default/ada', 'default/bob')],
  [
    'another owner',
    false,
    CLAIM.replace('payments\n  network', 'x\n  network'),
  ],
  ['one more field', false, `${CLAIM}    vpcCidrs: [10.1.0.0/16]\n`],
  ['no address range', false, CLAIM.replace('    vpcCidr: 10.1.0.0/16\n', '')],
  ['a field at the top', false, `${CLAIM}vpcCidr: 1\n`],
  ['no file', false, undefined],
])('%s: %s', (_, expected, found) => {
  expect(isEarlierAttempt(found, CLAIM)).toBe(expected);
});

it('takes no removal for an earlier attempt', () => {
  expect(isEarlierAttempt(CLAIM, undefined)).toBe(false);
});
