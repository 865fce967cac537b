import type { Claim } from '../claims';
import { compositionFindings, selectComposition } from './selectComposition';

const VPC = [{ kind: 'VPC', count: 1 }];
const GPU = [{ kind: 'NodeGroup', count: 9 }];
const platform = {
  composition: 'aws',
  resources: VPC,
  otherCompositions: [{ name: 'gpu', resources: GPU }],
};

it.each<[string, object, object, string[]]>([
  ['the default', {}, { resources: VPC, isOther: false }, []],
  [
    'the default by its name',
    { crossplane: { compositionRef: { name: 'aws' } } },
    { resources: VPC, isOther: false },
    [],
  ],
  [
    'another one',
    { crossplane: { compositionRef: { name: 'gpu' } } },
    { name: 'gpu', resources: GPU, isOther: true },
    ["The claim selects the Composition 'gpu' instead of the default one."],
  ],
  [
    'another one of a v1 claim',
    { compositionRef: { name: 'gpu' } },
    { name: 'gpu', resources: GPU, isOther: true },
    ["The claim selects the Composition 'gpu' instead of the default one."],
  ],
  [
    'one that is not known',
    { compositionRef: { name: 'own' } },
    { name: 'own', resources: undefined, isOther: true },
    [
      "The claim selects the Composition 'own' instead of the default one. What it creates is not known here: look at it in the management cluster.",
    ],
  ],
  [
    'one by labels',
    { crossplane: { compositionSelector: { matchLabels: { a: 'b' } } } },
    { isOther: true },
    [
      'The claim selects its Composition by labels. What it creates is not known here: look at it in the management cluster.',
    ],
  ],
])('selects %s', (_, spec, expected, messages) => {
  const selected = selectComposition(platform, { spec } as unknown as Claim);
  expect(selected).toEqual(expected);
  expect(compositionFindings(selected).map(f => f.message)).toEqual(messages);
});
