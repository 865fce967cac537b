import { withParams } from './withParams';

it.each<[string, Parameters<typeof withParams>[1], string]>([
  ['view=map&search=a', { search: 'b' }, 'view=map&search=b'],
  ['view=map&search=a', { search: '' }, 'view=map'],
  ['view=map&search=a', { search: undefined }, 'view=map'],
  ['phase=ready&phase=failed', { phase: ['failed'] }, 'phase=failed'],
  ['phase=ready', { phase: ['ready', 'failed'] }, 'phase=ready&phase=failed'],
  ['phase=ready', { phase: [] }, ''],
  ['', { phase: ['', 'ready'] }, 'phase=ready'],
  ['a=1', {}, 'a=1'],
])('changes "%s" by %j to "%s"', (before, changes, after) => {
  const params = new URLSearchParams(before);
  expect(withParams(params, changes).toString()).toBe(after);
  expect(params.toString()).toBe(before);
});
