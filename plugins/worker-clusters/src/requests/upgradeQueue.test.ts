import { readUpgradeQueue } from './upgradeQueue';

const web = {
  managementCluster: 'm',
  namespace: 'clusters-dev',
  name: 'web',
  environment: 'dev',
};

it('reads the queue that was stored', () => {
  const queue = { clusters: [web], opened: 1 };
  expect(readUpgradeQueue(JSON.stringify(queue))).toEqual(queue);
});

it('reads a queue of all clusters that the fleet page can show', () => {
  const queue = { clusters: Array(5000).fill(web), opened: 1 };
  expect(readUpgradeQueue(JSON.stringify(queue))).toEqual(queue);
});

it.each([
  [null],
  ['no JSON'],
  ['null'],
  [JSON.stringify({ clusters: [], opened: 0 })],
  [JSON.stringify({ clusters: [web], opened: 2 })],
  [JSON.stringify({ clusters: [web], opened: '0' })],
  [JSON.stringify({ clusters: [{ ...web, name: 7 }], opened: 0 })],
  [JSON.stringify({ clusters: [null], opened: 0 })],
])('takes %s for no queue', text => {
  expect(readUpgradeQueue(text)).toBeUndefined();
});
