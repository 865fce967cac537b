import { readOptions } from './options';

it('reads the same options with and without a -- before them', () => {
  const options = ['--only', 'storm', '--clusters', '7'];
  expect(readOptions(['--', ...options])).toMatchObject({
    only: ['storm'],
    clusters: 7,
  });
  expect(readOptions(['--', ...options])).toEqual(readOptions(options));
});

it('names an option that it does not know', () => {
  expect(() => readOptions(['--onyl', 'storm'])).toThrow(/--onyl/);
});
