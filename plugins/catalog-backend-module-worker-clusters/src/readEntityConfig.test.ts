import { ConfigReader } from '@backstage/config';
import { readEntityConfig } from './readEntityConfig';

const read = (catalog?: object) =>
  readEntityConfig(
    new ConfigReader({ workerClusters: { catalog: catalog as any } }),
  );

describe('readEntityConfig', () => {
  it('adds nothing where nothing is configured', () => {
    const nothing = { lifecycles: new Map(), managementClusters: new Map() };
    expect(readEntityConfig(new ConfigReader({}))).toEqual(nothing);
    expect(read({})).toEqual(nothing);
  });

  it('reads references with their defaults, and lifecycles by environment', () => {
    expect(
      read({
        system: 'platform',
        lifecycles: { dev: 'experimental', prod: 'production' },
        managementClusters: {
          main: 'main',
          'eu.west': 'Component:infra/Management',
        },
      }),
    ).toEqual({
      system: 'system:default/platform',
      lifecycles: new Map([
        ['dev', 'experimental'],
        ['prod', 'production'],
      ]),
      managementClusters: new Map([
        ['main', 'resource:default/main'],
        ['eu.west', 'component:infra/management'],
      ]),
    });
  });

  it.each([
    [{ system: 'component:default/a' }, "system: 'component:default/a' is not"],
    [{ system: 'a b' }, "system: 'a b' is not"],
    [
      { managementClusters: { main: 'group:default/platform' } },
      "managementClusters.main: 'group:default/platform' is not the entity reference of a component or a resource",
    ],
    [
      { managementClusters: 'main' },
      'workerClusters.catalog.managementClusters must be a map of strings',
    ],
    [
      { lifecycles: { dev: 1 } },
      'workerClusters.catalog.lifecycles.dev must be a string that is not empty',
    ],
    [
      { lifecycles: { dev: '' } },
      'workerClusters.catalog.lifecycles.dev must be a string that is not empty',
    ],
  ])('refuses %j', (catalog, message) => {
    expect(() => read(catalog)).toThrow(message);
  });
});
