import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  checkOwnership,
  LIFETIME_ACTOR,
  type OwnershipPolicy,
  readActor,
  readOwnershipPolicy,
  type RequestActor,
  requestableOwners,
} from './ownership';

const policy: OwnershipPolicy = {
  exempt: ['group:default/platform'],
  services: ['external:provisioner'],
};
const user = (...ownershipEntityRefs: string[]): RequestActor => ({
  type: 'user',
  ownershipEntityRefs,
});
const ada = user('user:default/ada', 'group:default/payments');
const service = (subject: string): RequestActor => ({
  type: 'service',
  subject,
});
const PORTAL = LIFETIME_ACTOR;
const of = (owner: unknown) => ({ owner });
const cluster = { managementCluster: 'main', namespace: 'n', name: 'search' };

type Row = [string, Partial<Parameters<typeof checkOwnership>[1]>];

describe('checkOwnership', () => {
  const check = (
    request: Partial<Parameters<typeof checkOwnership>[1]>,
    by: OwnershipPolicy | undefined = policy,
  ) => checkOwnership(by, { actor: ada, verb: 'update', cluster, ...request });

  it.each<Row>([
    ['a new cluster of the own team', { after: of('group:default/payments') }],
    ['an own team by its short name', { after: of('Payments') }],
    [
      'a change of an own cluster',
      { before: of('payments'), after: of('group:default/payments') },
    ],
    ['a removal of an own cluster', { before: of('group:default/payments') }],
    [
      'the platform team for every team',
      {
        actor: user('user:default/ops', 'group:default/platform'),
        before: of('group:default/data'),
      },
    ],
    [
      'a service that the policy names',
      { actor: service('external:provisioner'), after: of('data') },
    ],
    [
      'the portal, to remove a cluster whose lifetime is over',
      {
        actor: PORTAL,
        verb: 'decommission',
        before: of('data'),
        lifetimeOver: true,
      },
    ],
  ])('allows %s', (_, request) => {
    expect(check(request)).toEqual([]);
  });

  it.each<[...Row, RegExp]>([
    [
      'a new cluster of another team',
      { after: of('group:default/data') },
      /group:default\/data is none of them\. Choose group:default\/payments, or ask the platform team/,
    ],
    [
      'an owner that is a list',
      { after: of(['payments']) },
      /no owner is none/,
    ],
    [
      'an owner that is an object',
      { after: of({ toString: () => 'group:default/payments' }) },
      /no owner is none/,
    ],
    ['no owner', { after: of(undefined) }, /no owner is none/],
    [
      'somebody in no team',
      { actor: user('user:default/bob'), after: of('data') },
      /You are in no team/,
    ],
    [
      "a change of another team's cluster, whatever the form says",
      { before: of('data'), after: of('payments') },
      /belongs to group:default\/data, which is none of your teams/,
    ],
    [
      'an own cluster handed to another team',
      { before: of('payments'), after: of('data') },
      /group:default\/data is none of them/,
    ],
    [
      "a removal of another team's cluster",
      { verb: 'decommission', before: of('data') },
      /belongs to group:default\/data/,
    ],
    [
      'a removal of a cluster without an owner',
      { verb: 'decommission', before: of(undefined) },
      /belongs to no owner/,
    ],
    [
      'another service',
      { actor: service('plugin:catalog'), after: of('payments') },
      /made by plugin:catalog.*requireOwnership\.services/,
    ],
    ['nobody', { actor: { type: 'none' }, after: of('x') }, /made by nobody/],
    [
      'the portal, to remove a cluster whose lifetime is not over',
      { actor: PORTAL, verb: 'decommission', before: of('data') },
      /made by plugin:scaffolder/,
    ],
    [
      'the portal, to change a cluster whose lifetime is over',
      { actor: PORTAL, before: of('data'), lifetimeOver: true },
      /made by plugin:scaffolder/,
    ],
    [
      'another service, to remove a cluster whose lifetime is over',
      {
        actor: service('plugin:catalog'),
        verb: 'decommission',
        before: of('data'),
        lifetimeOver: true,
      },
      /made by plugin:catalog/,
    ],
  ])('refuses %s', (_, request, message) => {
    expect(check(request)).toMatchObject([
      { severity: 'error', message: expect.stringMatching(message) },
    ]);
    // Without the policy anybody may request anything.
    expect(
      checkOwnership(undefined, { actor: ada, verb: 'update', ...request }),
    ).toEqual([]);
  });

  it('discloses the owner of a cluster as data', () => {
    const [{ discloses }] = check({ before: of('data') });
    expect(discloses).toEqual({
      clusters: [cluster],
      redacted: writeMessage('ownership-hidden'),
    });
    expect(JSON.stringify(discloses!.redacted)).not.toContain('data');
  });
});

describe('requestableOwners', () => {
  it('are the own references, all for whom the policy exempts, and none for services', () => {
    expect(requestableOwners(policy, ada)).toEqual([
      'user:default/ada',
      'group:default/payments',
    ]);
    expect(requestableOwners(policy, user('group:default/platform'))).toBe(
      undefined,
    );
    expect(requestableOwners(policy, PORTAL)).toEqual([]);
    expect(requestableOwners(undefined, ada)).toBeUndefined();
  });
});

describe('readActor', () => {
  const userInfo = mockServices.userInfo.mock();

  it('takes the teams of a user from the sign-in', async () => {
    userInfo.getUserInfo.mockResolvedValue({
      userEntityRef: 'user:default/ada',
      ownershipEntityRefs: ['group:default/payments'],
    });
    expect(await readActor(mockCredentials.user(), userInfo)).toEqual(
      user('group:default/payments'),
    );
  });

  it('knows services and nobody', async () => {
    expect(
      await readActor(mockCredentials.service('plugin:x'), userInfo),
    ).toEqual(service('plugin:x'));
    expect(await readActor(mockCredentials.none(), userInfo)).toEqual({
      type: 'none',
    });
  });

  it('rejects when the teams cannot be read', async () => {
    userInfo.getUserInfo.mockRejectedValue(new Error('jwt expired'));
    await expect(
      readActor(mockCredentials.user(), userInfo),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(/Your teams cannot be read now: jwt exp/),
    });
  });
});

describe('readOwnershipPolicy', () => {
  const strict = { exempt: [], services: [] };
  it.each([
    ['no policy', undefined, strict],
    ['a policy that does not say it', {}, strict],
    ['true', { requireOwnership: true }, strict],
    ['false', { requireOwnership: false }, undefined],
    [
      'exceptions, by full references',
      {
        requireOwnership: {
          exempt: ['Platform', 'user:default/Ops'],
          services: ['external:provisioner'],
        },
      },
      {
        exempt: ['group:default/platform', 'user:default/ops'],
        services: ['external:provisioner'],
      },
    ],
  ])('reads %s', (_, config, expected) => {
    expect(readOwnershipPolicy(config && new ConfigReader(config))).toEqual(
      expected,
    );
  });

  it('refuses another text', () => {
    expect(() =>
      readOwnershipPolicy(new ConfigReader({ requireOwnership: 'no' })),
    ).toThrow(/requireOwnership/);
  });
});
