import { checkShape } from './checkShape';

const MIB = 1024 * 1024;

/** So many megabytes of a text again and again. */
const fill = (text: string, mib = 3) =>
  new TextEncoder().encode(text.repeat((mib * MIB) / text.length + 1));

const APPLICATION = JSON.stringify({
  metadata: {
    name: 'checkout',
    managedFields: [{ fieldsV1: { 'f:spec': { 'f:project': {} } } }],
    annotations: { 'last-applied': '{"a":[1,2,3],"b":"\\"{[,"}' },
  },
  status: { resources: [{ kind: 'Pod', name: 'a' }], revision: 3 },
});

describe('checkShape', () => {
  it.each<[string, Uint8Array, boolean]>([
    ['Kubernetes objects', fill(`${APPLICATION},`), true],
    ['strings full of brackets', fill(`"${'[{,'.repeat(100)}",`), true],
    ['one huge string', fill(`"${'x'.repeat(3 * MIB)}"`, 1), true],
    ['a string without an end', fill('"xxxxxxx', 3).fill(120, 1), true],
    ['empty objects', fill('{},'), false],
    ['empty lists', fill('[],'), false],
    ['numbers', fill('0,'), false],
    ['empty strings', fill('"",'), false],
    ['nesting without end', fill('[       '), false],
    ['nested objects', fill('{"aaaaaaaaaaaa":'), false],
    ['empty objects, but few', fill('{},', 1), true],
  ])('%s: %#', (_, bytes, expected) => {
    expect(checkShape(bytes)).toBe(expected);
  });
});
