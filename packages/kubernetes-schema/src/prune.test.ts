import fc from 'fast-check';
import { prune } from './prune';

const free = { 'x-kubernetes-preserve-unknown-fields': true };
const text = { type: 'string' };
const object = (properties: object, more: object = {}) => ({
  type: 'object',
  properties,
  ...more,
});

describe('prune', () => {
  it.each<[string, object, unknown, unknown, string[]]>([
    ['fields', object({ a: text }), { a: '', b: 1 }, { a: '' }, ['b']],
    [
      'entries of lists',
      object({ l: { type: 'array', items: object({ a: text }) } }),
      { l: [{ a: '', b: 1 }] },
      { l: [{ a: '' }] },
      ['l[0].b'],
    ],
    [
      'values of maps',
      { type: 'object', additionalProperties: object({ a: text }) },
      { x: { b: 1 } },
      { x: {} },
      ['x.b'],
    ],
    [
      'fields of the values of a map of anything',
      { type: 'object', additionalProperties: true },
      { x: { b: 1 }, y: 2 },
      { x: {}, y: 2 },
      ['x.b'],
    ],
    [
      'nothing of what is free-form',
      free,
      { a: { b: [{}] } },
      { a: { b: [{}] } },
      [],
    ],
    [
      'fields below a field that a free-form object names',
      { ...object({ a: object({}) }), ...free },
      { a: { b: 1 }, c: { d: 1 } },
      { a: {}, c: { d: 1 } },
      ['a.b'],
    ],
    [
      'nothing of the head of an embedded resource',
      object({ e: object({}, { 'x-kubernetes-embedded-resource': true }) }),
      { e: { apiVersion: 'v1', metadata: { name: 'x' }, spec: 1 } },
      { e: { apiVersion: 'v1', metadata: { name: 'x' } } },
      ['e.spec'],
    ],
    ['fields of what the schema says nothing of', {}, { a: 1 }, {}, ['a']],
  ])('drops: %s', (_, schema, value, kept, unknown) => {
    expect(prune(schema, value)).toEqual({ value: kept, unknown });
  });

  it('keeps the head of a whole object', () => {
    const head = { apiVersion: 'v1', kind: 'X', metadata: { labels: {} } };
    expect(prune(object({}), { ...head, spec: 1 }, { root: true })).toEqual({
      value: head,
      unknown: ['spec'],
    });
  });

  it('changes nothing in place, and drops nothing the second time', () => {
    const schema = object({ a: object({ b: text }), '': free });
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const before = JSON.stringify(value);
        const once = prune(schema, value);
        expect(JSON.stringify(value)).toBe(before);
        expect(prune(schema, once.value)).toEqual({ ...once, unknown: [] });
      }),
    );
  });
});
