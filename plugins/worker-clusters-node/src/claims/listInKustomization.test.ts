import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import {
  kustomizationChange,
  listInKustomization,
} from './listInKustomization';

it.each([
  [
    'a list',
    '# ours\nresources:\n  - a.yaml # first\n\n# end\n',
    '# ours\nresources:\n  - a.yaml # first\n  - b.yaml\n\n# end\n',
  ],
  [
    'a list that is not indented',
    'resources:\n- a.yaml\nlabels: []\n',
    'resources:\n- a.yaml\n- b.yaml\nlabels: []\n',
  ],
  [
    'a list in brackets',
    'resources: [a.yaml]\n',
    'resources: [a.yaml, b.yaml]\n',
  ],
  ['an empty list', 'resources: []\n', 'resources: [b.yaml]\n'],
  [
    'nothing',
    'resources: # a: b\nlabels: []\n',
    'resources: [b.yaml] # a: b\nlabels: []\n',
  ],
  ['null', 'resources: ~\n', 'resources: [b.yaml]\n'],
  [
    "a list with Windows' line ends",
    'resources:\r\n  - a.yaml\r\n',
    'resources:\r\n  - a.yaml\r\n  - b.yaml\r\n',
  ],
  ['no list', 'namespace: x\n', 'namespace: x\nresources:\n  - b.yaml\n'],
])('adds a file to %s, and no other byte', (_, before, after) => {
  expect(listInKustomization(before, 'b.yaml', true)).toBe(after);
  expect(listInKustomization(after, 'b.yaml', true)).toBe(after);
});

it.each([
  [
    'a list',
    'resources:\n  - a.yaml\n  - ./b.yaml # mine\n  - c.yaml\n',
    'resources:\n  - a.yaml\n  - c.yaml\n',
  ],
  [
    'the only one',
    '# x\nresources:\n  - b.yaml\nlabels: []\n',
    '# x\nresources: []\nlabels: []\n',
  ],
  [
    'a list in brackets',
    'resources: [a.yaml, b.yaml]\n',
    'resources: [a.yaml]\n',
  ],
  [
    'the first in brackets',
    'resources: [b.yaml, c.yaml]\n',
    'resources: [c.yaml]\n',
  ],
])('removes a file from %s, and no other byte', (_, before, after) => {
  expect(listInKustomization(before, 'b.yaml', false)).toBe(after);
  expect(listInKustomization(after, 'b.yaml', false)).toBe(after);
});

it.each([
  'resources:\n  - # foo-bar\n    b.yaml\n',
  '{namespace: x}\n',
  'namespace: x\n...\n',
])('does not break what it cannot change: %j', text => {
  expect(() => listInKustomization(text, 'n.yaml', true)).toThrow(
    /cannot be (changed here|read).*Nothing was written/,
  );
});

it.each(['resources: [', 'resources: a.yaml', 'resources: {a: 1}'])(
  'refuses what it cannot read: %s',
  text => {
    expect(() => listInKustomization(text, 'b.yaml', true)).toThrow(
      /cannot be read.*Nothing was written/,
    );
  },
);

it('lists what is to be listed, whatever the list', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}$/), { maxLength: 5 }),
      fc.constantFrom('block', 'flow', 'any'),
      fc.boolean(),
      (names, collectionStyle, listed) => {
        const before = names.map(n => `${n}.yaml`);
        const text = stringify({ resources: before, namespace: 'x' }, {
          collectionStyle,
        } as any);
        const after = parse(listInKustomization(text, 'b.yaml', listed));
        const others = before.filter(f => f !== 'b.yaml');
        expect(after.namespace).toBe('x');
        expect(after.resources.filter((f: string) => f !== 'b.yaml')).toEqual(
          others,
        );
        expect(after.resources.includes('b.yaml')).toBe(listed);
      },
    ),
  );
});

it.each<[string, string, string, ReturnType<typeof kustomizationChange>]>([
  [
    'nothing',
    'resources: [a.yaml]',
    '# x\nresources:\n  - ./a.yaml\n',
    { unlisted: [], other: false },
  ],
  [
    'a file that comes',
    'resources: [a.yaml]',
    'resources: [b.yaml, a.yaml]',
    { unlisted: [], other: false },
  ],
  [
    'a file that goes',
    'resources: [a.yaml, b.yaml]',
    'resources: [a.yaml]',
    { unlisted: ['b.yaml'], other: false },
  ],
  [
    'all files',
    'resources: [a.yaml]',
    'namespace: x',
    { unlisted: ['a.yaml'], other: true },
  ],
  [
    'a patch',
    'resources: [a.yaml]',
    'resources: [a.yaml]\npatches: [{path: p.yaml}]',
    { unlisted: [], other: true },
  ],
  [
    'an empty file',
    'resources: [a.yaml]',
    '',
    { unlisted: ['a.yaml'], other: false },
  ],
])(
  'tells what changes in a kustomization: %s',
  (_, before, after, expected) => {
    expect(kustomizationChange(before, after)).toEqual(expected);
  },
);

it('does not compare what is no kustomization', () => {
  expect(() => kustomizationChange('resources: [', '')).toThrow(
    /kustomization/,
  );
});
