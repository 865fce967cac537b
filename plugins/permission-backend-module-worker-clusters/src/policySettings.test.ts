import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ConfigProblems } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { readPolicySettings } from './policySettings';

let problems: ConfigProblems;
beforeEach(() => {
  problems = new ConfigProblems(mockServices.logger.mock());
});
const read = (permissions: any) =>
  readPolicySettings(
    new ConfigReader({ workerClusters: { permissions } }),
    problems,
  );

describe('readPolicySettings', () => {
  it('lets everyone read, teams request and nobody administer, by default', () => {
    expect(readPolicySettings(new ConfigReader({}), problems)).toEqual({
      platformGroups: [],
      read: 'everyone',
      create: 'owner',
    });
  });

  it('completes and lowercases entity references', () => {
    expect(
      read({ platformGroups: ['Platform', 'user:default/Ops'] }).platformGroups,
    ).toEqual(['group:default/platform', 'user:default/ops']);
  });

  it.each<[object, object, RegExp]>([
    [
      { platformGroups: ['group:default/platform', 'group:'] },
      { platformGroups: [] },
      /platformGroups\[1\]: 'group:' is not an/,
    ],
    [
      { platformGroups: { a: 1 } },
      { platformGroups: [] },
      /permissions\.platformGroups/,
    ],
    [
      { read: 'all' },
      { read: 'owner' },
      /permissions\.read: 'all' is not known/,
    ],
    [
      { create: 'team' },
      { create: 'platform' },
      /Write one of: owner, everyone, platform/,
    ],
    [
      { createEnvironments: [7] },
      { createEnvironments: [] },
      /permissions\.createEnvironments/,
    ],
  ])('allows as little as it can with %j', (permissions, strict, message) => {
    expect(read(permissions)).toEqual({ ...read({}), ...strict });
    expect(problems.list().map(problem => problem.message)).toEqual([
      expect.stringMatching(message),
    ]);
  });

  it('allows nothing that it need not where the settings are no object', () => {
    expect(read('strict')).toEqual({
      platformGroups: [],
      read: 'owner',
      create: 'platform',
      createEnvironments: [],
    });
  });
});
