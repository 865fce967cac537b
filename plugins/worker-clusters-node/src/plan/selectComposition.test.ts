import type { Claim } from '../claims';
import { compositionFindings, selectComposition } from './selectComposition';

const VPC = [{ kind: 'VPC', count: 1 }];
const GPU = [{ kind: 'NodeGroup', count: 9 }];
const platform = {
  composition: 'aws',
  resources: VPC,
  otherCompositions: [{ name: 'gpu', resources: GPU }],
};

it.each<[string, object, object, RegExp | undefined]>([
  ['the default', {}, { resources: VPC, isOther: false }, undefined],
  [
    'the default by its name',
    { crossplane: { compositionRef: { name: 'aws' } } },
    { resources: VPC, isOther: false },
    undefined,
  ],
  [
    'another one',
    { crossplane: { compositionRef: { name: 'gpu' } } },
    { name: 'gpu', resources: GPU, isOther: true },
    /selects the Composition 'gpu' instead of the default one\.$/,
  ],
  [
    'another one of a v1 claim',
    { compositionRef: { name: 'gpu' } },
    { name: 'gpu', resources: GPU, isOther: true },
    /'gpu'/,
  ],
  [
    'one that is not known',
    { compositionRef: { name: 'own' } },
    { name: 'own', resources: undefined, isOther: true },
    /'own'.*not known here/,
  ],
  [
    'one by labels',
    { crossplane: { compositionSelector: { matchLabels: { a: 'b' } } } },
    { isOther: true },
    /by labels\. What it creates is not known/,
  ],
])('selects %s', (_, spec, expected, message) => {
  const selected = selectComposition(platform, { spec } as unknown as Claim);
  expect(selected).toEqual(expected);
  expect(compositionFindings(selected).map(f => f.message)).toEqual(
    message ? [expect.stringMatching(message)] : [],
  );
});
