import {
  CLAIM_PATH,
  claimText,
  fleetCluster,
  testPlatform,
  type TestPlatformOptions,
} from './__testUtils__/testPlatform';
import {
  environmentsOf,
  findAmendable,
  findTaken,
  listRequests,
} from './findTaken';
import type { PlanInput } from './Platform';
import { requestMarker } from './requestMarker';

const signingKeys = ['k'.repeat(32)];
const markers = { repository: 'https://git.test', signingKeys };

const create: PlanInput = {
  verb: 'create',
  environment: 'dev',
  name: 'payments-dev',
};
const update: PlanInput = { ...create, verb: 'update' };
const decommission: PlanInput = { ...create, verb: 'decommission' };
const branch = (verb: string, environment = 'dev', name = 'payments-dev') => ({
  head: `worker-cluster/${environment}/${name}/${verb}`,
});
const elsewhere = {
  'crossplane/claims/prod/payments-dev.yaml': claimText(),
};

/** A pull request that the portal opened for a user. */
const ofAda = ({ head }: { head: string }) => ({
  head,
  authorId: '4711',
  body: requestMarker(
    {
      head,
      taskId: 'task-1',
      requestedBy: 'user:default/ada',
      author: '4711',
    },
    markers,
  ),
});

async function taken(input: PlanInput, options: TestPlatformOptions) {
  const platform = testPlatform(options);
  const file = await platform.repository.getFile(CLAIM_PATH, 'main');
  const open = await listRequests(platform, input);
  return findTaken(
    platform,
    input,
    file,
    open,
    findAmendable(platform, input, open),
  );
}

describe('findTaken', () => {
  it.each<[string, PlanInput, TestPlatformOptions, string, RegExp]>([
    [
      'a claim of the name',
      create,
      { files: { [CLAIM_PATH]: claimText() } },
      'error',
      /claim of this name in environment dev, https:\/\/git\.test\/main/,
    ],
    [
      'a claim of the name in another environment',
      create,
      { files: elsewhere },
      'error',
      /claim of this name in environment prod/,
    ],
    [
      'an open request for the cluster',
      create,
      { open: [branch('create')] },
      'error',
      /requested already, in pull request #1/,
    ],
    [
      'a later request for the cluster',
      create,
      { open: [branch('create-3')] },
      'error',
      /requested already, in pull request #1/,
    ],
    [
      'an open request for the name in another environment',
      create,
      { open: [branch('create', 'prod')] },
      'error',
      /requested already/,
    ],
    [
      'a cluster of the fleet',
      create,
      { fleet: [fleetCluster('payments-dev', { environment: 'prod' })] },
      'error',
      /the fleet has a cluster of this name \(prod, ready\)/,
    ],
    [
      'an entity of the catalog',
      create,
      { entityExists: async () => true },
      'error',
      /an entity resource:default\/payments-dev/,
    ],
    [
      'a fleet that cannot be read',
      create,
      { fleet: undefined },
      'warning',
      /was not checked/,
    ],
    [
      'an open change, for a change',
      update,
      { open: [branch('update')] },
      'error',
      /A change of this cluster has been requested already/,
    ],
    [
      'an open removal, for a removal',
      decommission,
      { open: [branch('decommission')] },
      'error',
      /The removal of this cluster has been requested already/,
    ],
    [
      'an open removal, for a change',
      update,
      { open: [branch('decommission')] },
      'warning',
      /another open request for this cluster/,
    ],
    [
      'an open change, for a removal',
      decommission,
      { open: [branch('update-2')] },
      'warning',
      /another open request/,
    ],
  ])('reports %s', async (_, input, options, severity, message) => {
    await expect(taken(input, options)).resolves.toMatchObject([
      { severity, rule: 'taken', message: expect.stringMatching(message) },
    ]);
  });

  const elsewhereInFleet = fleetCluster('payments-dev', {
    ref: { managementCluster: 'main', namespace: 'n', name: 'payments-dev' },
    environment: 'prod',
  });
  const redacted = {
    message: "The name 'payments-dev' is taken. Choose another name.",
    messageCode: { code: 'name-taken', values: { name: 'payments-dev' } },
  };
  it.each<[string, TestPlatformOptions, unknown]>([
    [
      'the cluster of the fleet',
      { fleet: [elsewhereInFleet] },
      [elsewhereInFleet.ref],
    ],
    [
      'the cluster of a claim in Git',
      { files: elsewhere, fleet: [elsewhereInFleet] },
      [elsewhereInFleet.ref],
    ],
    ['a claim that only Git knows', { files: elsewhere }, [undefined]],
    [
      'an open request that only Git knows',
      { open: [branch('create')] },
      [undefined],
    ],
  ])(
    'says which cluster a message discloses: %s',
    async (_, options, clusters) => {
      expect(await taken(create, options)).toMatchObject([
        { discloses: { clusters, redacted } },
      ]);
    },
  );

  it.each<[string, PlanInput, TestPlatformOptions]>([
    ['nothing', create, {}],
    [
      'requests for other clusters',
      create,
      { open: [branch('create', 'dev', 'data-dev')] },
    ],
    [
      'branches of other pull requests',
      create,
      { open: [{ head: 'fix/payments-dev' }] },
    ],
    [
      'rows of the fleet that stand for pull requests',
      create,
      {
        fleet: ['requested', 'merged', 'closed'].map(phase =>
          fleetCluster('payments-dev', { phase }),
        ),
      },
    ],
    [
      'a request of the same name elsewhere, for a change',
      update,
      { open: [branch('update', 'prod')] },
    ],
    [
      'the claim itself, for a change',
      update,
      { files: { [CLAIM_PATH]: claimText() } },
    ],
    [
      "the task's own pull request",
      { ...create, taskId: 'task-1' },
      {
        open: [
          {
            ...branch('create'),
            body: requestMarker(
              { ...branch('create'), taskId: 'task-1' },
              { ...markers, signingKeys: [] },
            ),
          },
        ],
      },
    ],
  ])('reports nothing for %s', async (_, input, options) => {
    await expect(taken(input, options)).resolves.toEqual([]);
  });

  it.each<[string, PlanInput, string, RegExp]>([
    ['create', create, 'create', /replaces it/],
    ['update', update, 'update-2', /is added to it/],
  ])(
    "reports that a second %s amends the requester's first",
    async (_, input, verb, message) => {
      const options = {
        signingKeys,
        policy: { amendRequests: true },
        open: [ofAda(branch(verb))],
      };
      await expect(
        taken({ ...input, requestedBy: 'user:default/ada' }, options),
      ).resolves.toEqual([
        {
          severity: 'info',
          rule: 'amend',
          message: expect.stringMatching(message),
          messageCode: expect.objectContaining({
            values: { number: '1', url: 'https://git.test/pulls/1' },
          }),
        },
      ]);
    },
  );
});

describe('findAmendable', () => {
  it.each<[string, boolean | undefined, string | undefined, string, boolean]>([
    ["the requester's request", true, 'user:default/ada', 'create', true],
    [
      'no request if the policy does not allow it',
      undefined,
      'user:default/ada',
      'create',
      false,
    ],
    ["no other user's request", true, 'user:default/bob', 'create', false],
    ['no request of a service', true, undefined, 'create', false],
    [
      'no request for something else',
      true,
      'user:default/ada',
      'update',
      false,
    ],
  ])('finds %s', async (_, amendRequests, requestedBy, verb, found) => {
    const platform = testPlatform({
      signingKeys,
      policy: { amendRequests },
      open: [ofAda(branch(verb))],
    });
    const open = await listRequests(platform, create);
    expect(findAmendable(platform, { ...create, requestedBy }, open)).toBe(
      found ? open[0] : undefined,
    );
  });
});

describe('environmentsOf', () => {
  it.each<[string, unknown, string[]]>([
    ["the XRD's, with the request's", ['dev', 'prod'], ['dev', 'prod', 'test']],
    ["the request's alone where the XRD has no list", undefined, ['test']],
    ['those that can be part of a path', ['dev', '../x', 7], ['dev', 'test']],
  ])('returns %s', (_, offered, expected) => {
    const platform = testPlatform();
    const schema = {
      properties: { spec: { properties: { environment: { enum: offered } } } },
    };
    expect(
      environmentsOf(
        { ...platform, definition: { ...platform.definition, schema } },
        'test',
      ),
    ).toEqual(expected);
  });
});
