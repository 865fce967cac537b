import { readFleetView, withFleetView } from './useFleetView';

it.each([
  ['', 'table', undefined],
  ['group=owner', 'table', 'owner'],
  ['group=none', 'table', undefined],
  ['view=map', 'map', 'environment'],
  ['view=map&group=region', 'map', 'region'],
  ['view=map&group=none', 'map', undefined],
  ['view=globe&group=constructor', 'table', undefined],
])('reads the view from "%s"', (search, view, group) => {
  expect(readFleetView(new URLSearchParams(search))).toEqual({ view, group });
});

it.each<[string, Parameters<typeof withFleetView>[1], string]>([
  ['phase=ready', { view: 'map' }, 'phase=ready&view=map'],
  ['phase=ready&view=map', { view: 'table' }, 'phase=ready'],
  ['view=map', { group: 'owner' }, 'view=map&group=owner'],
  ['view=map&group=owner', { group: 'environment' }, 'view=map'],
  ['view=map', { group: undefined }, 'view=map&group=none'],
  ['group=owner', { group: undefined }, ''],
])('writes the view into "%s"', (search, changes, expected) => {
  const next = withFleetView(new URLSearchParams(search), changes);
  expect(next.toString()).toBe(expected);
});
