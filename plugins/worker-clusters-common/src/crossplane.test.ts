import { isUsage } from './crossplane';

it.each<[string | undefined, string | undefined, boolean]>([
  ['protection.crossplane.io/v1beta1', 'Usage', true],
  ['protection.crossplane.io/v1beta1', 'ClusterUsage', true],
  ['apiextensions.crossplane.io/v1alpha1', 'Usage', true],
  ['apiextensions.crossplane.io/v1', 'Composition', false],
  ['example.org/v1', 'Usage', false],
  ['constructor/v1', 'Usage', false],
  [undefined, undefined, false],
])('%s %s is a Usage: %s', (apiVersion, kind, expected) => {
  expect(isUsage({ apiVersion, kind })).toBe(expected);
});
