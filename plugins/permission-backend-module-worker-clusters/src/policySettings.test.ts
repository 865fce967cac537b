import { ConfigReader } from '@backstage/config';
import { readPolicySettings } from './policySettings';

const read = (permissions: any) =>
  readPolicySettings(new ConfigReader({ workerClusters: { permissions } }));

describe('readPolicySettings', () => {
  it('lets everyone read, teams request and nobody administer, by default', () => {
    expect(readPolicySettings(new ConfigReader({}))).toEqual({
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

  it.each([
    [{ platformGroups: ['group:'] }, /platformGroups\[0\]: 'group:' is not an/],
    [{ read: 'all' }, /permissions\.read: 'all' is not known/],
    [{ create: 'team' }, /Write one of: owner, everyone, platform/],
  ])('refuses %j', (permissions, message) => {
    expect(() => read(permissions)).toThrow(message);
  });
});
