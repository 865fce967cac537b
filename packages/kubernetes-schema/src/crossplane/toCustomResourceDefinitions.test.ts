import { toCustomResourceDefinitions } from './toCustomResourceDefinitions';

const text = { type: 'string' };

const xrd = (spec: object, apiVersion = 'apiextensions.crossplane.io/v2') => ({
  apiVersion,
  kind: 'CompositeResourceDefinition',
  metadata: { name: 'things.example.org', uid: 'u', labels: { a: 'b' } },
  spec: {
    group: 'example.org',
    names: { kind: 'Thing', plural: 'things', categories: ['platform'] },
    versions: [
      {
        name: 'v1',
        served: true,
        referenceable: true,
        additionalPrinterColumns: [
          { name: 'Size', type: 'string', jsonPath: '.spec.size' },
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            description: 'A thing.',
            'x-kubernetes-validations': [{ rule: 'has(self.spec)' }],
            required: ['spec', 'other'],
            properties: {
              other: text,
              spec: {
                type: 'object',
                title: 'Dropped',
                default: {},
                required: ['size'],
                properties: { size: { ...text, 'x-ui-order': 1 } },
              },
              status: { type: 'object', properties: { url: text } },
            },
          },
        },
      },
    ],
    ...spec,
  },
});

const schemaOf = (definition: any) =>
  definition.spec.versions[0].schema.openAPIV3Schema;
const fields = (schema: any) => Object.keys(schema.properties).sort();
const columns = (definition: any) =>
  definition.spec.versions[0].additionalPrinterColumns.map((c: any) => c.name);

describe('toCustomResourceDefinitions', () => {
  const [definition, ...others] = toCustomResourceDefinitions(
    xrd({ scope: 'Namespaced' }),
  );

  it('makes one namespaced kind of a v2 XRD, owned by it', () => {
    expect(others).toEqual([]);
    expect(definition).toMatchObject({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {
        name: 'things.example.org',
        labels: { a: 'b' },
        ownerReferences: [
          { name: 'things.example.org', uid: 'u', controller: true },
        ],
      },
      spec: {
        scope: 'Namespaced',
        names: {
          kind: 'Thing',
          listKind: 'ThingList',
          singular: 'thing',
          categories: ['platform', 'composite'],
        },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            subresources: { status: {} },
          },
        ],
      },
    });
    expect(columns(definition)).toEqual([
      'Size',
      'SYNCED',
      'READY',
      'COMPOSITION',
      'COMPOSITIONREVISION',
      'AGE',
    ]);
  });

  it('takes of the schema what Crossplane takes, and adds its machinery under spec.crossplane', () => {
    const schema = schemaOf(definition);
    expect(Object.keys(schema).sort()).toEqual([
      'description',
      'properties',
      'required',
      'type',
      'x-kubernetes-validations',
    ]);
    expect(schema.required).toEqual(['spec']);
    expect(fields(schema)).toEqual([
      'apiVersion',
      'kind',
      'metadata',
      'spec',
      'status',
    ]);
    expect(schema.properties.metadata.properties.name.maxLength).toBe(63);
    const { spec, status } = schema.properties;
    expect(spec).toMatchObject({
      type: 'object',
      required: ['size'],
      properties: { size: text },
    });
    expect(spec).not.toHaveProperty('title');
    expect(spec).not.toHaveProperty('default');
    expect(spec.properties.size).toEqual(text);
    expect(fields(spec)).toEqual(['crossplane', 'size']);
    expect(fields(spec.properties.crossplane)).toEqual([
      'compositionRef',
      'compositionRevisionRef',
      'compositionRevisionSelector',
      'compositionSelector',
      'compositionUpdatePolicy',
      'resourceRefs',
    ]);
    expect(
      fields(spec.properties.crossplane.properties.resourceRefs.items),
    ).toEqual(['apiVersion', 'kind', 'name']);
    expect(fields(status)).toEqual(['conditions', 'url']);
  });

  it('keeps a limit of the name that is lower', () => {
    const limited = xrd({});
    (
      limited.spec.versions[0].schema.openAPIV3Schema.properties as any
    ).metadata = { properties: { name: { ...text, maxLength: 40 } } };
    const [{ spec }] = toCustomResourceDefinitions(limited);
    const { metadata } = spec.versions[0].schema.openAPIV3Schema.properties;
    expect(metadata.properties.name).toEqual({ ...text, maxLength: 40 });
    // In v2 a kind is namespaced unless the XRD says otherwise.
    expect(spec.scope).toBe('Namespaced');
  });

  it('makes a cluster-scoped composite resource and a namespaced claim of a v1 XRD', () => {
    const [composite, claim] = toCustomResourceDefinitions(
      xrd(
        {
          names: { kind: 'XThing', plural: 'xthings' },
          claimNames: { kind: 'Thing', plural: 'things' },
          defaultCompositeDeletePolicy: 'Foreground',
        },
        'apiextensions.crossplane.io/v1',
      ),
    );
    expect([composite.spec.scope, claim.spec.scope]).toEqual([
      'Cluster',
      'Namespaced',
    ]);
    expect([composite.metadata.name, claim.metadata.name]).toEqual([
      'xthings.example.org',
      'things.example.org',
    ]);
    expect(claim.spec.names.categories).toEqual(['claim']);
    expect(fields(schemaOf(composite).properties.spec)).toEqual([
      'claimRef',
      'compositionRef',
      'compositionRevisionRef',
      'compositionRevisionSelector',
      'compositionSelector',
      'compositionUpdatePolicy',
      'resourceRefs',
      'size',
      'writeConnectionSecretToRef',
    ]);
    const spec = schemaOf(claim).properties.spec;
    expect(fields(spec)).toEqual([
      'compositeDeletePolicy',
      'compositionRef',
      'compositionRevisionRef',
      'compositionRevisionSelector',
      'compositionSelector',
      'compositionUpdatePolicy',
      'resourceRef',
      'size',
      'writeConnectionSecretToRef',
    ]);
    expect(spec.properties.compositeDeletePolicy.default).toBe('Foreground');
    expect(fields(schemaOf(claim).properties.status)).toEqual([
      'claimConditionTypes',
      'conditions',
      'connectionDetails',
      'url',
    ]);
    expect(columns(claim)).toContain('CONNECTION-SECRET');
  });

  it.each([
    [{ claimNames: { kind: 'Thing', plural: 'x' } }, /"Thing" conflicts/],
    [
      { versions: [{ name: 'v1', served: true, referenceable: true }] },
      /custom resource validation cannot be nil/,
    ],
  ])('throws for an XRD of which Crossplane makes nothing: %j', (spec, why) => {
    expect(() => toCustomResourceDefinitions(xrd(spec))).toThrow(why);
  });
});
