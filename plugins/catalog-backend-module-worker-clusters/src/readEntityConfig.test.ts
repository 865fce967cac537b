import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ConfigProblems } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { readEntityConfig } from './readEntityConfig';

let problems: ConfigProblems;
beforeEach(() => {
  problems = new ConfigProblems(mockServices.logger.mock());
});
const read = (catalog?: object) =>
  readEntityConfig(
    new ConfigReader({ workerClusters: { catalog: catalog as any } }),
    problems,
  );

describe('readEntityConfig', () => {
  it('adds nothing where nothing is configured', () => {
    const nothing = { lifecycles: new Map(), managementClusters: new Map() };
    expect(readEntityConfig(new ConfigReader({}), problems)).toEqual(nothing);
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
  ])('leaves out what is wrong in %j', (catalog, message) => {
    expect(read({ lifecycles: { prod: 'production' }, ...catalog })).toEqual({
      lifecycles:
        'lifecycles' in catalog ? new Map() : new Map([['prod', 'production']]),
      managementClusters: new Map(),
    });
    expect(problems.list().map(problem => problem.message)).toEqual([
      expect.stringContaining(message),
    ]);
  });
});
