import {
  isFiltered,
  readFilter,
  toQuery,
  writeFilter,
} from './useRequestFilter';

const read = (text: string) => readFilter(new URLSearchParams(text));
const write = (text: string, changes: Parameters<typeof writeFilter>[1]) =>
  writeFilter(new URLSearchParams(text), changes).toString();

it.each([
  ['', { state: 'open', order: 'asc' }],
  ['state=nonsense&order=up&verb=drop', { state: 'open', order: 'asc' }],
  ['state=not-applied', { state: 'merged', applied: false, order: 'desc' }],
  ['state=closed&order=asc', { state: 'closed', order: 'asc' }],
  [
    'environment=dev&environment=prod&owner=group:default/a&verb=create',
    {
      state: 'open',
      order: 'asc',
      environment: ['dev', 'prod'],
      owner: ['group:default/a'],
      verb: ['create'],
    },
  ],
])('asks for what the address "%s" says', (text, query) => {
  expect(toQuery(read(text))).toEqual({
    environment: [],
    owner: [],
    verb: [],
    ...query,
  });
});

it.each([
  ['', { view: 'merged' as const }, 'state=merged'],
  ['state=merged&order=asc', { view: 'open' as const }, ''],
  ['', { order: 'desc' as const }, 'order=desc'],
  ['x=1&environment=dev', { environment: [] }, 'x=1'],
  ['state=closed', { verb: ['update' as const] }, 'state=closed&verb=update'],
])('turns the address "%s" by %j into "%s"', (text, changes, next) => {
  expect(write(text, changes)).toBe(next);
});

it('does not take the view for a filter', () => {
  expect(isFiltered(read('state=merged&order=asc'))).toBe(false);
  expect(isFiltered(read('verb=update'))).toBe(true);
});
