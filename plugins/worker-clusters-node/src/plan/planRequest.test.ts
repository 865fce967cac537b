import { mockServices } from '@backstage/backend-test-utils';
import { parseEntityRef } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { ConfigProblems } from '../config';
import { readPortalPolicy } from '../policy';
import {
  CLAIM_PATH,
  claimText,
  fleetCluster,
  SPEC,
  testPlatform,
  type TestPlatformOptions,
} from './__testUtils__/testPlatform';
import type { PlanInput } from './Platform';
import { planRequest, requireAllowed } from './planRequest';
import { requestMarker } from './requestMarker';

const CREATE: PlanInput = {
  verb: 'create',
  environment: 'dev',
  name: 'search-dev',
  spec: SPEC,
};
const UPDATE: PlanInput = {
  verb: 'update',
  environment: 'dev',
  name: 'payments-dev',
  spec: { nodes: { max: 9 } },
};
const DECOMMISSION: PlanInput = {
  verb: 'decommission',
  environment: 'dev',
  name: 'payments-dev',
};
const files = { [CLAIM_PATH]: claimText() };

const PROTECTED_PATH = 'crossplane/claims/prod/ledger-prod.yaml';
const protectedFiles = (fields = '') => ({
  [PROTECTED_PATH]: claimText(`nodes: {}${fields}`, 'ledger-prod').replace(
    /\bdev\b/g,
    'prod',
  ),
});

const plan = (input: PlanInput, options: TestPlatformOptions = { files }) =>
  planRequest(testPlatform(options), input);

describe('planRequest', () => {
  it.each<[string, string, boolean]>([
    ['refuses the removal of a protected cluster', '', false],
    [
      'takes the removal of one whose protection is disabled',
      '\n  deletionProtection: disabled',
      true,
    ],
  ])('%s', async (_, fields, allowed) => {
    const { preview } = await plan(
      { verb: 'decommission', environment: 'prod', name: 'ledger-prod' },
      { files: protectedFiles(fields) },
    );
    expect(preview.allowed).toBe(allowed);
    expect(preview.findings.map(f => f.rule)).toEqual(
      allowed ? [] : ['protected'],
    );
  });

  it.each([
    ['create', CREATE],
    ['update', UPDATE],
    ['decommission', DECOMMISSION],
  ])('refuses to %s while the policy cannot be read', async (_, input) => {
    const problems = new ConfigProblems(mockServices.logger.mock());
    const policy = readPortalPolicy(
      new ConfigReader({ workerClusters: { policy: { quota: 'strict' } } }),
      problems,
    );
    const refused = await plan(input, { files, policy });
    expect(refused.preview.allowed).toBe(false);
    expect(refused.preview.findings).toContainEqual(
      expect.objectContaining({ severity: 'error', rule: 'policy' }),
    );
    expect(() => requireAllowed(refused)).toThrow(
      /policy \(workerClusters\.policy\) cannot be read/,
    );
    expect(problems.list()).toEqual([
      expect.objectContaining({
        key: 'workerClusters.policy',
        effect: expect.stringMatching(/refused/),
      }),
    ]);
  });

  it('allows requests while the prices cannot be read, and estimates no cost', async () => {
    const problems = new ConfigProblems(mockServices.logger.mock());
    const prices = { currency: 'USD', cluster: 'much', nodes: {} };
    const policy = readPortalPolicy(
      new ConfigReader({ workerClusters: { policy: { prices } } }),
      problems,
    );
    expect(policy.prices).toBeUndefined();
    const { preview } = await plan(CREATE, { files, policy });
    expect(preview.allowed).toBe(true);
    expect(problems.list().map(({ key }) => key)).toEqual([
      'workerClusters.policy.prices',
    ]);
  });

  it('says what it means that a protection is disabled', async () => {
    const { preview } = await plan(
      {
        verb: 'update',
        environment: 'prod',
        name: 'ledger-prod',
        spec: { deletionProtection: 'disabled' },
      },
      { files: protectedFiles() },
    );
    expect(preview.allowed).toBe(true);
    expect(preview.consequences).toContainEqual(
      expect.stringMatching(/can be removed by a request of its own/),
    );
  });

  it('plans a new cluster', async () => {
    const { preview, write, claim } = await plan({
      ...CREATE,
      requestedBy: 'user:default/ada',
    });
    const path = 'crossplane/claims/dev/search-dev.yaml';
    expect(preview).toMatchObject({
      verb: 'create',
      title: 'worker-cluster: create search-dev (eu-west-1)',
      path,
      allowed: true,
      findings: [],
      changes: [
        { field: 'spec.environment', after: 'dev' },
        { field: 'spec.region', after: 'eu-west-1' },
        { field: 'spec.owner', after: 'group:default/payments' },
        { field: 'spec.kubernetesVersion', after: '1.34' },
      ],
      consequences: [],
      resources: [],
    });
    expect(preview).not.toHaveProperty('before');
    expect(preview.after).toContain('requested-by: user:default/ada');
    expect(preview.diff).toMatch(/^\+apiVersion/);
    expect(write).toEqual({
      base: 'main',
      branch: 'worker-cluster/dev/search-dev/create',
      ignored: [],
      rivals: [
        'worker-cluster/staging/search-dev/create',
        'worker-cluster/prod/search-dev/create',
      ],
      changes: [{ path, content: preview.after }],
    });
    expect(claim).toMatchObject({
      object: { metadata: { name: 'search-dev', namespace: 'clusters-dev' } },
      spec: { environment: 'dev', nodes: { size: 'small', min: 2, max: 4 } },
      owner: 'group:default/payments',
    });
    expect(claim).not.toHaveProperty('before');
    // Defaults are not written.
    expect(claim.object.spec).not.toHaveProperty('nodes');
  });

  it('plans a change, and keeps everything else in the file', async () => {
    const { preview, write, claim } = await plan(UPDATE);
    expect(preview).toMatchObject({
      allowed: true,
      before: claimText(),
      after: claimText('nodes: { size: small, min: 2, max: 9 }'),
      changes: [
        {
          field: 'spec.nodes.max',
          label: 'Maximum number of nodes',
          before: '4',
          after: '9',
        },
      ],
      consequences: ['The new bounds do not affect running Pods.'],
    });
    expect(write).toMatchObject({
      branch: 'worker-cluster/dev/payments-dev/update',
      rivals: [],
      changes: [{ path: CLAIM_PATH, sha: `sha of main:${CLAIM_PATH}` }],
    });
    expect(claim).toMatchObject({
      spec: { nodes: { max: 9 } },
      before: { nodes: { max: 4 } },
    });
  });

  it('plans any set of fields in one change, and describes all of them', async () => {
    const { preview, write } = await plan({
      ...UPDATE,
      spec: {
        kubernetesVersion: '1.35',
        owner: 'payments',
        nodes: { size: 'medium', max: 9 },
        network: { vpcCidr: '10.9.0.0/16' },
      },
    });
    expect(preview.allowed).toBe(true);
    expect(preview.changes.map(({ field }) => field)).toEqual([
      'spec.kubernetesVersion',
      'spec.nodes.size',
      'spec.nodes.max',
      'spec.network.vpcCidr',
    ]);
    expect(preview.consequences.join('\n')).toMatch(
      /upgraded from 1\.34 to 1\.35[^]*nodes of another size[^]*new bounds/,
    );
    expect(write.changes).toHaveLength(1);
  });

  it('removes a field that the patch sets to null', async () => {
    const { preview } = await plan({ ...UPDATE, spec: { nodes: null } });
    expect(preview.after).not.toContain('nodes');
    // The file loses what the XRD's defaults have too.
    expect(preview).toMatchObject({ allowed: true, changes: [] });
  });

  it('plans a removal, with the kustomization that lists the claim', async () => {
    const kustomization = 'crossplane/claims/dev/kustomization.yaml';
    const { preview, write, claim } = await plan(DECOMMISSION, {
      files: {
        ...files,
        [kustomization]: 'resources:\n  - payments-dev.yaml\n  - other.yaml\n',
      },
    });
    expect(preview).toMatchObject({
      allowed: true,
      before: claimText(),
      changes: [],
      resources: [],
      checks: [{ title: 'Name and requests' }],
    });
    expect(preview).not.toHaveProperty('after');
    expect(preview.consequences[0]).toMatch(/^Every application in it/);
    expect(write.changes).toEqual([
      { path: CLAIM_PATH, sha: `sha of main:${CLAIM_PATH}` },
      {
        path: kustomization,
        content: 'resources:\n  - other.yaml\n',
        sha: `sha of main:${kustomization}`,
      },
    ]);
    expect(claim).toMatchObject({ spec: { nodes: { max: 4 } } });
  });

  it('lists the applications that go with a cluster', async () => {
    const ref = {
      managementCluster: 'main',
      namespace: 'clusters-dev',
      name: 'payments-dev',
    };
    const { preview } = await plan(DECOMMISSION, {
      files,
      fleet: [
        fleetCluster('payments-dev', {
          ref,
          connection: { status: 'live', since: '2026-11-28T08:00:00Z' },
        }),
      ],
      listApplications: async () => [
        { name: 'shop', externalUrls: ['https://shop.example.org'] } as any,
      ],
    });
    expect(preview.consequences.slice(0, 2)).toEqual([
      expect.stringMatching(/^1 application is removed first.*: shop\./),
      'These addresses stop answering: https://shop.example.org.',
    ]);
    expect(preview.consequenceCodes?.slice(0, 2)).toEqual([
      { code: 'removal-application', values: { name: 'shop' } },
      {
        code: 'removal-addresses',
        values: { addresses: 'https://shop.example.org' },
      },
    ]);
    expect(preview.consequenceCodes).toHaveLength(preview.consequences.length);
  });

  it.each<[string, PlanInput, TestPlatformOptions, string[]]>([
    [
      'a value outside of the schema',
      { ...CREATE, spec: { ...SPEC, region: 'mars-1' } },
      {},
      ['schema'],
    ],
    [
      'a rule of the XRD',
      { ...UPDATE, spec: { region: 'us-east-1' } },
      { files },
      ['immutable'],
    ],
    [
      'an unknown field',
      { ...CREATE, spec: { ...SPEC, colour: 'red' } },
      {},
      ['unknown-field'],
    ],
    [
      'the policy',
      CREATE,
      { policy: { environments: { prod: {} } } },
      ['environment'],
    ],
    [
      'an owner without an entity',
      { ...CREATE, spec: { ...SPEC, owner: 'nobody' } },
      {},
      ['owner'],
    ],
    [
      'an owner that is no entity reference',
      { ...CREATE, spec: { ...SPEC, owner: 'group:' } },
      {
        entityExists: async (ref: string) =>
          parseEntityRef(ref).kind === 'group',
      },
      ['owner'],
    ],
    [
      'a network that is a list, with a pool of ranges',
      { ...CREATE, spec: { ...SPEC, network: ['10.0.0.0/16'] } },
      {
        policy: {
          network: {
            pool: { base: 0x0a000000, prefix: 8 },
            prefix: 16,
            reserved: [],
          },
        },
      },
      ['schema'],
    ],
    [
      'a name that is taken',
      { ...CREATE, name: 'payments-dev' },
      { files },
      ['taken'],
    ],
    [
      'a request that is open',
      UPDATE,
      { files, open: [{ head: 'worker-cluster/dev/payments-dev/update' }] },
      ['taken'],
    ],
    [
      'a change of nothing',
      { ...UPDATE, spec: { nodes: { max: 4 } } },
      { files },
      ['nothing'],
    ],
  ])('finds %s', async (_, input, options, rules) => {
    const result = await plan(input, options);
    expect(result.preview.findings.map(f => f.rule)).toEqual(rules);
    expect(result.preview.allowed).toBe(false);
    expect(() => requireAllowed(result)).toThrow(
      expect.objectContaining({
        name: rules.includes('taken') ? 'ConflictError' : 'InputError',
        message: result.preview.findings[0].message,
      }),
    );
  });

  it.each<[string, PlanInput, TestPlatformOptions, string, RegExp]>([
    [
      'a name that is not a DNS label',
      { ...CREATE, name: 'Search' },
      {},
      'InputError',
      /lowercase letters/i,
    ],
    [
      'a change of a claim that does not exist',
      UPDATE,
      {},
      'NotFoundError',
      /There is no claim of 'payments-dev' in environment dev/,
    ],
    [
      'a removal of a claim that does not exist',
      DECOMMISSION,
      {},
      'NotFoundError',
      /There is no claim/,
    ],
    [
      'a file with the claim of another cluster',
      UPDATE,
      { files: { [CLAIM_PATH]: claimText('nodes: {}', 'data-dev') } },
      'ConflictError',
      /holds the claim of 'data-dev'/,
    ],
    [
      'another environment',
      { ...UPDATE, spec: { environment: 'prod' } },
      { files },
      'InputError',
      /is dev and cannot change/,
    ],
    [
      'a pool without a free range',
      CREATE,
      {
        policy: {
          network: {
            pool: { base: 0x0a000000, prefix: 16 },
            prefix: 16,
            reserved: [{ base: 0x0a000000, prefix: 16 }],
          },
        },
      },
      'InputError',
      /No address range is free/,
    ],
  ])('rejects %s', async (_, input, options, name, message) => {
    await expect(plan(input, options)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });

  describe('address ranges', () => {
    const policy = {
      network: {
        pool: { base: 0x0a000000, prefix: 8 },
        prefix: 16,
        reserved: [],
      },
    };
    const head = 'worker-cluster/dev/data-dev/create';
    const data = claimText('network: { vpcCidr: 10.0.0.0/16 }', 'data-dev');

    it('assigns the first that no cluster and no open request has', async () => {
      const { claim } = await plan(CREATE, {
        policy,
        fleet: [fleetCluster('shop-dev', { vpcCidr: '10.1.0.0/16' })],
        open: [{ head }],
        files: { [`${head}:crossplane/claims/dev/data-dev.yaml`]: data },
      });
      expect(claim.spec.network?.vpcCidr).toBe('10.2.0.0/16');
    });

    it('keeps the one that the requester has chosen', async () => {
      const { claim } = await plan(
        { ...CREATE, spec: { ...SPEC, network: { vpcCidr: '10.7.0.0/16' } } },
        { policy },
      );
      expect(claim.spec.network?.vpcCidr).toBe('10.7.0.0/16');
    });

    it('assigns one for a network that is null, as the API server drops it', async () => {
      const { claim } = await plan(
        { ...CREATE, spec: { ...SPEC, network: null } },
        { policy, fleet: [] },
      );
      expect(claim.spec.network?.vpcCidr).toBe('10.0.0.0/16');
    });

    it('assigns none while the fleet cannot be read', async () => {
      const { claim, preview } = await plan(CREATE, {
        policy,
        fleet: undefined,
      });
      expect(claim.spec).not.toHaveProperty('network');
      expect(preview.findings.map(f => [f.severity, f.rule])).toEqual([
        ['warning', 'taken'],
      ]);
    });
  });

  describe("a second change while the requester's first is open", () => {
    const head = 'worker-cluster/dev/payments-dev/update';
    const first = claimText('nodes: { size: small, min: 1, max: 4 }');
    const signingKeys = ['k'.repeat(32)];
    const options = (amendRequests: boolean): TestPlatformOptions => ({
      signingKeys,
      policy: { amendRequests },
      files: { ...files, [`${head}:${CLAIM_PATH}`]: first },
      open: [
        {
          head,
          authorId: '4711',
          body: requestMarker(
            {
              head,
              author: '4711',
              taskId: 'task-1',
              requestedBy: 'user:default/ada',
              content: first,
            },
            { repository: 'https://git.test', signingKeys },
          ),
        },
      ],
    });

    it('is added to the first', async () => {
      const { preview, write } = await plan(
        { ...UPDATE, requestedBy: 'user:default/ada' },
        options(true),
      );
      expect(preview.after).toContain('min: 1, max: 9');
      expect(preview.changes.map(({ field }) => field)).toEqual([
        'spec.nodes.min',
        'spec.nodes.max',
      ]);
      expect(preview.findings.map(f => f.rule)).toEqual(['amend']);
      expect(write.changes[0].sha).toBe(`sha of ${head}:${CLAIM_PATH}`);
    });

    it('is refused if somebody else has changed the claim on the branch', async () => {
      const changed = options(true);
      changed.files![`${head}:${CLAIM_PATH}`] = claimText('');
      const { preview } = await plan(
        { ...UPDATE, requestedBy: 'user:default/ada' },
        changed,
      );
      expect(preview.findings.map(f => f.rule)).toEqual(['taken']);
    });

    it.each([
      ['of another user', 'user:default/bob', true],
      ['if the policy does not allow it', 'user:default/ada', false],
    ])('is refused %s', async (_, requestedBy, amendRequests) => {
      const { preview } = await plan(
        { ...UPDATE, requestedBy },
        options(amendRequests),
      );
      expect(preview.findings.map(f => f.rule)).toEqual(['taken']);
    });

    it("is not blocked by the task's own pull request", async () => {
      const { preview } = await plan(
        { ...UPDATE, requestedBy: 'user:default/bob', taskId: 'task-1' },
        options(false),
      );
      expect(preview.findings).toEqual([]);
    });
  });

  it('says in the preview what is created and what it costs', async () => {
    const { preview } = await plan(CREATE, {
      resources: [{ kind: 'Subnet', count: 4 }],
      policy: {
        prices: { currency: 'USD', cluster: 100, nodes: { small: 50 } },
      },
    });
    expect(preview).toMatchObject({
      resources: [{ kind: 'Subnet', count: 4 }],
      cost: { currency: 'USD', monthly: { min: 200, max: 300 } },
    });
  });

  it('names the second approver for every verb', async () => {
    const policy = {
      environments: {
        dev: { secondApprover: { teams: ['leads'], reviewers: ['grace'] } },
      },
    };
    for (const input of [CREATE, UPDATE, DECOMMISSION]) {
      const { preview } = await plan(input, { files, policy });
      expect(preview.findings).toMatchObject([
        { severity: 'info', rule: 'approval' },
      ]);
      expect(preview.allowed).toBe(true);
    }
  });
});

describe('what a claim may say', () => {
  const GPU = { crossplane: { compositionRef: { name: 'gpu' } } };
  const rules = async (input: PlanInput, options?: TestPlatformOptions) => {
    const { preview } = await plan(input, options);
    return preview.findings.map(f => `${f.severity} ${f.rule} ${f.field}`);
  };

  it('refuses fields of Crossplane in a request, and shows them', async () => {
    const { preview } = await plan({
      ...CREATE,
      spec: { ...SPEC, writeConnectionSecretToRef: { name: 'mine' } },
    });
    expect(preview).toMatchObject({
      allowed: false,
      findings: [
        { rule: 'machinery', field: 'spec.writeConnectionSecretToRef' },
      ],
    });
    expect(preview.changes).toContainEqual({
      field: 'spec.writeConnectionSecretToRef.name',
      label: 'writeConnectionSecretToRef.name',
      after: 'mine',
    });
  });

  it('refuses to remove fields of Crossplane that are there', async () => {
    const held = claimText('crossplane: { compositionUpdatePolicy: Manual }');
    expect(
      await rules(
        { ...UPDATE, spec: { crossplane: null } },
        { files: { [CLAIM_PATH]: held } },
      ),
    ).toEqual(['error machinery spec.crossplane.compositionUpdatePolicy']);
  });

  it('refuses values of a restricted field, in a change too', async () => {
    const policy = {
      restrictedFields: [{ field: 'spec.kubernetesVersion', allow: ['1.34'] }],
    };
    const to = (kubernetesVersion: string) =>
      rules(
        { ...UPDATE, spec: { kubernetesVersion } },
        {
          files: { [CLAIM_PATH]: claimText().replace('1.34', '1.33') },
          policy,
        },
      );
    expect(await to('1.34')).toEqual([]);
    expect(await to('1.32')).toContain(
      'error restricted spec.kubernetesVersion',
    );
  });

  it('refuses a change that a pull request cannot show', async () => {
    expect(
      await rules({ ...UPDATE, spec: { region: 'x'.repeat(30_000) } }),
    ).toContain('error readable undefined');
  });

  it('describes the Composition that a claim selects', async () => {
    const options = (compositions: string[]): TestPlatformOptions => ({
      composition: 'aws',
      resources: [{ kind: 'VPC', count: 1 }],
      otherCompositions: [
        { name: 'gpu', resources: [{ kind: 'NodeGroup', count: 9 }] },
      ],
      policy: {
        compositions,
        prices: {
          currency: 'USD',
          cluster: 100,
          nodes: { small: 50 },
          compositions: [{ name: 'gpu', cluster: 500, nodes: { small: 900 } }],
        },
      },
    });
    const input = { ...CREATE, spec: { ...SPEC, ...GPU } };
    const { preview } = await plan(input, options(['gpu']));
    expect(preview).toMatchObject({
      allowed: true,
      resources: [{ kind: 'NodeGroup', count: 9 }],
      cost: { monthly: { min: 2300, max: 4100 } },
      findings: [{ severity: 'warning', rule: 'composition' }],
    });
    expect(await rules(input, options([]))).toContain(
      'error machinery spec.crossplane.compositionRef',
    );
    const { preview: standard } = await plan(CREATE, options([]));
    expect(standard).toMatchObject({
      resources: [{ kind: 'VPC', count: 1 }],
      cost: { monthly: { min: 200, max: 300 } },
      findings: [],
    });
  });

  it('estimates no cost for a Composition without a price', async () => {
    const { preview } = await plan(
      { ...CREATE, spec: { ...SPEC, ...GPU } },
      {
        policy: {
          prices: { currency: 'USD', cluster: 100, nodes: { small: 50 } },
        },
      },
    );
    expect(preview).not.toHaveProperty('cost');
    expect(preview.resources).toEqual([]);
  });

  it('checks a commit by the rules of the platform team, its metadata too', async () => {
    const { claim } = await plan(UPDATE);
    const written = {
      ...claim.object,
      metadata: {
        ...claim.object.metadata,
        annotations: { 'crossplane.io/paused': 'true' },
        finalizers: ['a/b'],
      },
    };
    const paused = 'metadata.annotations.crossplane.io/paused';
    const { preview } = await plan(
      {
        ...UPDATE,
        written: { claim: written, text: 'written', author: 'committer' },
      },
      { files, policy: { platformFields: [paused] } },
    );
    expect(
      preview.findings.map(f => `${f.severity} ${f.rule} ${f.field}`),
    ).toEqual([
      'error machinery metadata.finalizers',
      `warning machinery ${paused}`,
    ]);
    expect(preview.changes.map(c => c.field)).toEqual([
      'spec.nodes.max',
      paused,
      'metadata.finalizers',
    ]);
    expect(preview.after).toBe('written');
    const requested = await plan(
      {
        ...UPDATE,
        written: { claim: written, text: 'written', author: 'requester' },
      },
      { files, policy: { platformFields: [paused] } },
    );
    expect(
      requested.preview.findings.map(f => `${f.severity} ${f.field}`),
    ).toContain(`error ${paused}`);
  });
});

describe('lifetime', () => {
  const DAY_MS = 24 * 60 * 60 * 1000;
  const KEY = 'platform.example.org/expires-at';
  const policy = {
    environments: {
      dev: { lifetime: { defaultMs: 30 * DAY_MS, longestMs: 90 * DAY_MS } },
    },
  };
  const ending = (end: string) =>
    claimText().replace('spec:', `  annotations:\n    ${KEY}: ${end}\nspec:`);

  it('gives a new cluster the end of its environment, and says so', async () => {
    const { preview } = await plan({ ...CREATE, expiresAt: '' }, { policy });
    expect(preview.allowed).toBe(true);
    expect(preview.after).toContain(`${KEY}: "2026-12-28T12:00:00Z"`);
    expect(preview.changes).toContainEqual({
      field: `metadata.annotations.${KEY}`,
      label: 'End of lifetime',
      after: '2026-12-28T12:00:00Z',
    });
    expect(preview.consequences).toEqual([
      expect.stringMatching(/ends at 2026-12-28T12:00:00Z\. Then the portal/),
    ]);
    expect(preview.checks).toContainEqual({
      title: 'Lifetime',
      result: 'within the policy',
    });
  });

  it('takes the requested end, no further ahead than allowed', async () => {
    const until = async (expiresAt: string) =>
      (await plan({ ...CREATE, expiresAt }, { policy })).preview;
    expect((await until('2027-02-26T12:00:00Z')).allowed).toBe(true);
    expect(await until('2027-02-27T12:00:00Z')).toMatchObject({
      allowed: false,
      findings: [{ rule: 'lifetime' }],
    });
  });

  it('announces no removal where the policy has no lifetime', async () => {
    const { preview } = await plan({
      ...CREATE,
      expiresAt: '2026-12-28T12:00:00Z',
    });
    expect(preview.consequences).toEqual([
      'The lifetime of the cluster ends at 2026-12-28T12:00:00Z. Nothing happens then: the policy gives clusters in dev no lifetime.',
    ]);
  });

  it('gives no end where the policy has no lifetime', async () => {
    const { preview } = await plan(CREATE);
    expect(preview.after).not.toContain(KEY);
    expect(preview.checks.map(c => c.title)).not.toContain('Lifetime');
  });

  it.each([
    ['an end', ending('2026-11-30T12:00:00Z')],
    ['an end that is over', ending('2026-11-01T12:00:00Z')],
    ['no end', claimText()],
    [
      'other annotations',
      claimText().replace('spec:', '  annotations: {a: b} # ours\nspec:'),
    ],
  ])('extends a claim with %s, and changes nothing else', async (_, text) => {
    const { preview } = await plan(
      { ...UPDATE, spec: undefined, extend: true },
      { files: { [CLAIM_PATH]: text }, policy },
    );
    const end = '2026-12-28T12:00:00Z';
    expect(preview.findings).toEqual([]);
    expect(preview.changes).toMatchObject([
      { label: 'End of lifetime', after: end },
    ]);
    const lines = preview.diff.split('\n').filter(l => /^[-+]/.test(l));
    expect(lines.join('\n')).toContain(`${KEY}`);
    expect(lines.every(l => /annotations|expires-at/.test(l))).toBe(true);
    expect(preview.after!.replace(/.*(annotations|expires-at).*\n/g, '')).toBe(
      text.replace(/.*(annotations|expires-at).*\n/g, ''),
    );
  });

  it('extends and changes fields in one request', async () => {
    const { preview } = await plan(
      { ...UPDATE, extend: true },
      { files: { [CLAIM_PATH]: ending('2026-11-30T12:00:00Z') }, policy },
    );
    expect(preview.changes.map(c => c.label)).toEqual([
      'Maximum number of nodes',
      'End of lifetime',
    ]);
    expect(preview.allowed).toBe(true);
  });

  it('refuses to extend where the policy has no lifetime', async () => {
    await expect(
      plan({ ...UPDATE, spec: undefined, extend: true }),
    ).rejects.toThrow(/no lifetime that can be extended/);
  });

  it('leaves the end alone in any other change, and refuses a commit that removes it', async () => {
    const held = { [CLAIM_PATH]: ending('2026-11-01T12:00:00Z') };
    const { preview, claim } = await plan(UPDATE, { files: held, policy });
    expect(preview.allowed).toBe(true);
    const { annotations: _, ...metadata } = claim.object.metadata;
    const removed = await plan(
      {
        ...UPDATE,
        written: {
          claim: {
            ...claim.object,
            metadata: { ...metadata, annotations: {} },
          },
          text: '',
          author: 'committer',
        },
      },
      { files: held, policy },
    );
    expect(removed.preview.findings).toMatchObject([
      { severity: 'error', rule: 'lifetime' },
    ]);
  });
});
