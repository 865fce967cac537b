import { claimForm, schema, spec } from '../__testUtils__/fakes';
import { checkSpec, completeSpec } from './checkSpec';
import { t } from '../../translations/__testUtils__/english';
import { kindOf, NO_NEWER_VERSION, titleOf, toFormSchema } from './claimSchema';

const [dev] = claimForm().environments;

describe('toFormSchema', () => {
  it('orders the fields, and leaves out the environment and what is hidden', () => {
    const { schema: form, uiSchema } = toFormSchema(schema, { mode: 'create' });
    expect(Object.keys(form.properties!)).toEqual([
      'region',
      'owner',
      'kubernetesVersion',
      'nodes',
      'network',
    ]);
    expect(form.required).toEqual(['region', 'owner', 'kubernetesVersion']);
    expect(uiSchema.network['ui:options'].advanced).toBe(true);
    expect(uiSchema.owner['ui:widget']).toBe('owner');
    expect(uiSchema.network.vpcCidr['ui:widget']).toBe('cidr');
  });

  it.each([
    [{ only: ['nodes'] }, ['nodes']],
    [{ only: ['nodes.max'] }, ['nodes']],
    [{ hide: ['network', 'owner'] }, ['region', 'kubernetesVersion', 'nodes']],
    [{ only: ['nothing'] }, []],
  ])('shows what is asked for: %j', (options, fields) => {
    const form = toFormSchema(schema, { mode: 'update', ...options });
    expect(Object.keys(form.schema.properties!)).toEqual(fields);
    expect(form.empty).toBe(fields.length === 0);
  });

  it('narrows by path', () => {
    const form = toFormSchema(schema, { mode: 'update', only: ['nodes.max'] });
    expect(
      Object.keys((form.schema.properties!.nodes as any).properties),
    ).toEqual(['max']);
  });

  it('offers what the policy allows, and what the cluster has already', () => {
    const create = toFormSchema(schema, { mode: 'create', policy: dev });
    expect(create.schema.properties).toMatchObject({
      region: { enum: ['eu-west-1', 'us-east-1'] },
      kubernetesVersion: { enum: ['1.34', '1.33'] },
    });
    const update = toFormSchema(schema, {
      mode: 'update',
      policy: { kubernetesVersions: ['1.34'], nodeSizes: ['medium'] },
      current: spec,
    });
    expect(update.schema.properties).toMatchObject({
      kubernetesVersion: { enum: ['1.33', '1.34'] },
      nodes: { properties: { size: { enum: ['small', 'medium'] } } },
    });
  });

  it('offers the allowed values of a restricted field, and the one that the cluster has', () => {
    const chart = {
      type: 'object',
      properties: {
        argocd: {
          type: 'object',
          properties: {
            chartVersion: {
              type: 'string',
              pattern: '^[0-9.]+$',
              default: '10.1.1',
            },
          },
        },
      },
    };
    const offered = (mode: 'create' | 'update', current?: object) =>
      (
        toFormSchema(chart, {
          mode,
          only: ['kubernetesVersion', 'argocd'],
          allowed: { 'argocd.chartVersion': ['10.1.1', '9.1.0'] },
          current: current as any,
        }).schema.properties!.argocd as any
      ).properties.chartVersion.enum;
    expect(offered('create')).toEqual(['10.1.1', '9.1.0']);
    expect(offered('update', { argocd: { chartVersion: '8.3.0' } })).toEqual([
      '8.3.0',
      '10.1.1',
      '9.1.0',
    ]);
    // An upgrade never goes back.
    expect(offered('update', { argocd: { chartVersion: '9.4.0' } })).toEqual([
      '9.4.0',
      '10.1.1',
    ]);
  });

  it('says that no newer version of a chart is offered', () => {
    const argocd = {
      type: 'object',
      properties: { chartVersion: { type: 'string', default: '10.1.1' } },
    };
    const field = (only?: string[]) =>
      (
        toFormSchema({ type: 'object', properties: { argocd } } as any, {
          mode: 'update',
          only,
          allowed: { 'argocd.chartVersion': ['10.1.1', '9.4.18'] },
        }).schema.properties!.argocd as any
      ).properties.chartVersion;
    expect(field(['argocd'])).toMatchObject({
      enum: ['10.1.1'],
      [NO_NEWER_VERSION]: true,
    });
    // The form of the whole specification can go back.
    expect(field().enum).toEqual(['10.1.1', '9.4.18']);
  });

  it('asks for what has a default that the policy forbids', () => {
    const policy = { nodeSizes: ['large'], maxNodes: 3 };
    const form = toFormSchema(schema, { mode: 'create', policy });
    const nodes = form.schema.properties!.nodes as any;
    expect(nodes.properties.size).not.toHaveProperty('default');
    expect(nodes.properties.max).not.toHaveProperty('default');
    expect(nodes.properties.min.default).toBe(2);
    const { nodes: _, ...rest } = spec;
    expect(checkSpec(rest, form, t)).toEqual([
      'Node size is missing: choose one.',
      'Maximum number of nodes is missing: fill it in.',
    ]);
    expect(
      checkSpec({ ...rest, nodes: { size: 'large', max: 3 } }, form, t),
    ).toEqual([]);
  });

  it('does not ask again for what a cluster has by default', () => {
    const form = toFormSchema(schema, {
      mode: 'update',
      policy: { nodeSizes: ['large'], maxNodes: 3 },
      current: { ...spec, nodes: undefined },
    });
    const { size, max } = (form.schema.properties!.nodes as any).properties;
    expect(size).toMatchObject({ enum: ['small', 'large'], default: 'small' });
    expect(max).toMatchObject({ maximum: 4, default: 4 });
  });

  it.each([
    ['create', 10, undefined, 10],
    ['update', 10, 4, 10],
    ['update', 10, 12, 12],
    ['update', 99, 4, 50],
  ] as const)(
    '%s: with at most %s nodes and %s now, up to %s are offered',
    (mode, maxNodes, max, maximum) => {
      const form = toFormSchema(schema, {
        mode,
        policy: { maxNodes },
        current: { nodes: { max } },
      });
      expect(
        (form.schema.properties!.nodes as any).properties.max.maximum,
      ).toBe(maximum);
    },
  );

  it.each([
    ['1.33', ['1.35', '1.34', '1.33'], ['1.33', '1.34']],
    ['1.34', ['1.35', '1.33'], ['1.34', '1.35']],
    ['1.33', ['1.35'], ['1.33']],
    ['1.9', ['1.10', '1.11'], ['1.9', '1.10']],
  ])(
    'offers to upgrade %s, of %j, to the next: %j',
    (now, allowed, offered) => {
      const form = toFormSchema(schema, {
        mode: 'update',
        policy: { kubernetesVersions: allowed },
        current: { kubernetesVersion: now },
      });
      expect(form.schema.properties!.kubernetesVersion).toMatchObject({
        enum: offered,
      });
    },
  );

  it('says that there is nothing to upgrade to', () => {
    const form = toFormSchema(schema, {
      mode: 'update',
      policy: { kubernetesVersions: ['1.33'] },
      current: spec,
    });
    expect(form.schema.properties!.kubernetesVersion).toMatchObject({
      enum: ['1.33'],
      [NO_NEWER_VERSION]: true,
    });
  });

  it('does not fold away what a template names', () => {
    const of = (only: string[]) =>
      toFormSchema(schema, { mode: 'update', only }).uiSchema.network[
        'ui:options'
      ].advanced;
    expect(of(['network'])).toBe(false);
    expect(of(['network.vpcCidr'])).toBe(false);
    expect(of([])).toBe(true);
  });

  it('makes what cannot change read-only, and says that it is immutable', () => {
    const form = toFormSchema(schema, {
      mode: 'update',
      immutable: claimForm().immutable,
      current: { ...spec, region: 'withdrawn-1' },
    });
    expect(form.uiSchema.region).toMatchObject({
      'ui:readonly': true,
      'ui:options': { immutable: true },
    });
    expect(form.uiSchema.network.vpcCidr['ui:readonly']).toBe(true);
    expect(checkSpec({ ...spec, region: 'withdrawn-1' }, form, t)).toEqual([]);
  });

  it.each([
    ['scalar', { enum: ['a', 'b'] }],
    ['scalar', { type: 'boolean' }],
    ['intOrString', { 'x-kubernetes-int-or-string': true }],
    ['intOrString', { anyOf: [{ type: 'integer' }, { type: 'string' }] }],
    ['list', { type: 'array', items: { type: 'string' } }],
    ['raw', { type: 'array', items: { type: 'object' } }],
    ['raw', { type: 'object', additionalProperties: { type: 'string' } }],
    ['raw', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }],
    ['raw', {}],
    ['group', { type: 'object', properties: { a: { type: 'string' } } }],
    [
      'choice',
      {
        oneOf: [{ type: 'string' }, { properties: { a: { type: 'string' } } }],
      },
    ],
  ])('%s: %j', (kind, field) => {
    expect(kindOf(field)).toBe(kind);
  });

  it('makes fields of which one is required a choice', () => {
    const form = toFormSchema(
      {
        type: 'object',
        properties: {
          s3: { type: 'string', title: 'Bucket' },
          gcs: { type: 'string' },
          schedule: { type: 'string' },
        },
        oneOf: [{ required: ['s3'] }, { required: ['gcs'] }],
      },
      { mode: 'create' },
    );
    expect(Object.keys(form.schema.properties!)).toEqual(['schedule']);
    expect(form.schema.oneOf).toMatchObject([
      { title: 'Bucket', required: ['s3'], properties: { s3: {} } },
      { title: 'Gcs', required: ['gcs'], properties: { gcs: {} } },
    ]);
  });

  it('names fields without a title', () => {
    expect(titleOf('vpcCidrBlock')).toBe('Vpc cidr block');
  });
});

describe('checkSpec', () => {
  const form = toFormSchema(schema, { mode: 'create', policy: dev });

  it('has nothing to say of a good spec', () => {
    expect(checkSpec(spec, form, t)).toEqual([]);
    // The XRD's defaults complete the rest.
    const { region, owner, kubernetesVersion } = spec;
    expect(checkSpec({ region, owner, kubernetesVersion }, form, t)).toEqual(
      [],
    );
  });

  it.each([
    [{ region: undefined }, 'Region is missing: choose one.'],
    [
      { region: 'sa-east-1' },
      'Region has a value that is not offered: choose one of eu-west-1, us-east-1.',
    ],
    [
      { owner: 'payments' },
      'Owner has a value that is not allowed. For example group:default/payments.',
    ],
    [{ nodes: { min: 0 } }, 'Minimum number of nodes must be at least 1.'],
    [{ nodes: { max: 51 } }, 'Maximum number of nodes must be at most 50.'],
    [
      { nodes: { max: 'x' } },
      'Maximum number of nodes must be a whole number.',
    ],
    [
      { network: { vpcCidr: '10.1.0.9/16' } },
      'Address range must be an IPv4 address range such as 10.42.0.0/16, beginning at its first address.',
    ],
  ])('%j', (over, message) => {
    expect(checkSpec({ ...spec, ...over }, form, t)).toContain(message);
  });

  it('says once what is wrong with an address range', () => {
    expect(
      checkSpec({ ...spec, network: { vpcCidr: 'nonsense' } }, form, t),
    ).toEqual([expect.stringMatching(/must be an IPv4 address range/)]);
  });

  it('bears patterns that JavaScript cannot read', () => {
    const odd = toFormSchema(
      { properties: { a: { type: 'string', pattern: '(?i)[a' } } },
      { mode: 'create' },
    );
    expect(checkSpec({ a: 'x' }, odd, t)).toEqual([]);
  });

  it('completes required objects, so that their fields say what is missing', () => {
    const nested = toFormSchema(
      {
        required: ['backup'],
        properties: {
          backup: {
            type: 'object',
            required: ['bucket'],
            properties: { bucket: { type: 'string', title: 'Bucket' } },
          },
        },
      },
      { mode: 'create' },
    );
    expect(completeSpec({}, nested.schema)).toEqual({ backup: {} });
    expect(checkSpec({}, nested, t)).toEqual([
      'Bucket is missing: fill it in.',
    ]);
  });

  it('says of a choice what is wrong in it', () => {
    const choice = toFormSchema(
      {
        properties: {
          s3: { type: 'string', title: 'Bucket', minLength: 3 },
          gcs: { type: 'string' },
        },
        oneOf: [{ required: ['s3'] }, { required: ['gcs'] }],
      },
      { mode: 'create' },
    );
    expect(checkSpec({ s3: 'abc' }, choice, t)).toEqual([]);
    expect(checkSpec({ s3: 'a' }, choice, t)).toContain(
      'Bucket must have at least 3 characters.',
    );
    expect(checkSpec({}, choice, t)).toEqual([
      expect.stringMatching(/fits none of the choices/),
    ]);
  });
});
