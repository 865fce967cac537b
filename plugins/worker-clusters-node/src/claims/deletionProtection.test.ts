import { isDeletionProtected } from './deletionProtection';

const definition = (field?: object) => ({
  schema: {
    properties: {
      spec: { properties: field ? { deletionProtection: field } : {} },
    },
  },
});
const PROTECTED = { 'x-ui-protected-environments': ['prod'] };

describe('isDeletionProtected', () => {
  it.each<[string, object | undefined, string, string | undefined, boolean]>([
    ['an XRD without the field', undefined, 'prod', 'enabled', false],
    ['an environment of the list', PROTECTED, 'prod', undefined, true],
    ['another environment', PROTECTED, 'dev', undefined, false],
    ['a claim that enables it', PROTECTED, 'dev', 'enabled', true],
    ['a claim that disables it', PROTECTED, 'prod', 'disabled', false],
    ['a value that nobody knows', PROTECTED, 'dev', 'off', true],
    ['no list', {}, 'prod', undefined, false],
    [
      'a list that is none',
      { 'x-ui-protected-environments': null },
      'prod',
      undefined,
      false,
    ],
  ])('of %s', (_, field, environment, value, expected) => {
    expect(
      isDeletionProtected(definition(field), {
        environment,
        ...(value && { deletionProtection: value }),
      }),
    ).toBe(expected);
  });
});
