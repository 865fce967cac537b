import { ConfigReader } from '@backstage/config';
import { readTemplatesConfig } from './readTemplatesConfig';

const read = (templates?: object) =>
  readTemplatesConfig(
    new ConfigReader({ workerClusters: { templates: templates as any } }),
  );

describe('readTemplatesConfig', () => {
  it('registers nothing where nothing is configured', () => {
    expect(readTemplatesConfig(new ConfigReader({}))).toBeUndefined();
    expect(read()).toBeUndefined();
  });

  it.each([
    ['platform', 'group:default/platform'],
    ['group:platform', 'group:default/platform'],
    ['Group:default/Platform', 'group:default/platform'],
    ['user:acme/ada', 'user:acme/ada'],
  ])('reads the owner %j as %s', (owner, expected) => {
    expect(read({ owner })).toEqual({
      owner: expected,
      include: undefined,
      requestUserCredentials: false,
    });
  });

  it.each(['group:', 'component:default/platform', 'a b', 'group:a/b/c'])(
    'refuses the owner %j',
    owner => {
      expect(() => read({ owner })).toThrow(
        `workerClusters.templates.owner: '${owner}' is not the entity reference of a group or a user`,
      );
    },
  );

  it('refuses templates without an owner', () => {
    expect(() => read({ include: ['new-cluster'] })).toThrow(
      "Missing required config value at 'workerClusters.templates.owner'",
    );
  });
});
