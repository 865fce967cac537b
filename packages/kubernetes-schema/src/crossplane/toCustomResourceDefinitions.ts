import { isObject, Schema } from '../Schema';
import { readCustomResourceDefinition } from '../definition/readDefinition';
import { claimFields, compositeFields, statusFields } from './machineryFields';

/** Names are values of labels. */
const MAX_NAME = 63;

/** Of the XRD's schema of `spec` and `status`, Crossplane takes these; a default or a `not` there has no effect. */
const SPEC_KEYWORDS = [
  'description',
  'required',
  'oneOf',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-validations',
];
const STATUS_KEYWORDS = [
  'description',
  'required',
  'oneOf',
  'x-kubernetes-validations',
];

/**
 * The CustomResourceDefinitions that Crossplane makes of an XRD (CompositeResourceDefinition): of the composite resource,
 * and of the claim if the XRD names one. Reads XRDs of Crossplane v2 (scope `Namespaced` or `Cluster`, machinery under
 * `spec.crossplane`) and of v1 (scope `LegacyCluster`, machinery in `spec`, claims).
 *
 * Written from Crossplane's documentation and the behaviour of Crossplane 2.2 to 2.4. No Crossplane has made these
 * definitions: that they are the same is not proven.
 *
 * @throws Error for an XRD of which Crossplane makes nothing: without a schema, or with a claim of the same name
 * @public
 */
export function toCustomResourceDefinitions(xrd: object): Schema[] {
  const { spec = {} } = xrd as Schema;
  const scope = scopeOf(xrd as Schema);
  const machinery = {
    scope,
    updatePolicy: spec.defaultCompositionUpdatePolicy ?? 'Automatic',
    deletePolicy: spec.defaultCompositeDeletePolicy ?? 'Background',
  };
  const composite = define(xrd as Schema, {
    names: spec.names ?? {},
    scope: scope === 'Namespaced' ? 'Namespaced' : 'Cluster',
    category: 'composite',
    specFields: compositeFields(machinery),
    statusFields: statusFields(scope),
    columns: compositeColumns(scope),
  });
  if (!spec.claimNames) return [composite];
  checkClaimNames(spec);
  return [
    composite,
    define(xrd as Schema, {
      names: spec.claimNames,
      scope: 'Namespaced',
      category: 'claim',
      specFields: claimFields(machinery),
      statusFields: statusFields('LegacyCluster'),
      columns: claimColumns(),
    }),
  ];
}

/** In the API of Crossplane v1 there is no scope, or it is `LegacyCluster`; in v2 it is `Namespaced` unless it is said. */
function scopeOf({ apiVersion, spec }: Schema): string {
  if (spec?.scope) return spec.scope;
  return apiVersion === 'apiextensions.crossplane.io/v2'
    ? 'Namespaced'
    : 'LegacyCluster';
}

function checkClaimNames({ names = {}, claimNames }: Schema): void {
  for (const field of ['kind', 'plural', 'singular', 'listKind']) {
    if (claimNames[field] && claimNames[field] === names[field]) {
      throw new Error(
        `invalid resource claim names: "${claimNames[field]}" conflicts with composite resource name`,
      );
    }
  }
}

interface Kind {
  names: Schema;
  scope: string;
  category: string;
  specFields: object;
  statusFields: object;
  columns: object[];
}

function define(xrd: Schema, kind: Kind): Schema {
  const { metadata = {}, spec = {} } = xrd;
  const { labels, annotations } = spec.metadata ?? {};
  const definition: Schema = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${kind.names.plural}.${spec.group}`,
      labels: { ...metadata.labels, ...labels },
      ...(annotations ? { annotations } : {}),
      ownerReferences: [
        {
          apiVersion: xrd.apiVersion,
          kind: xrd.kind,
          name: metadata.name,
          uid: metadata.uid ?? '',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      group: spec.group,
      names: {
        ...kind.names,
        categories: [...(kind.names.categories ?? []), kind.category],
      },
      scope: kind.scope,
      ...(spec.conversion ? { conversion: spec.conversion } : {}),
      versions: (spec.versions ?? []).map((version: Schema) =>
        defineVersion(version, kind, String(metadata.name)),
      ),
    },
  };
  // Crossplane reads schemas into the types of the API: what those do not have, `x-ui-order` for example, is dropped.
  return readCustomResourceDefinition(definition).definition;
}

function defineVersion(version: Schema, kind: Kind, name: string): Schema {
  const schema: unknown = version.schema?.openAPIV3Schema;
  if (!isObject(schema)) {
    throw new Error(
      `cannot generate CRD for "${name}": custom resource validation cannot be nil`,
    );
  }
  const { spec = {}, status = {}, metadata = {} } = schema.properties ?? {};
  const maxLength = metadata.properties?.name?.maxLength ?? MAX_NAME;
  return {
    name: version.name,
    served: version.served === true,
    storage: version.referenceable === true,
    ...pick(version, ['deprecated', 'deprecationWarning']),
    schema: {
      openAPIV3Schema: {
        type: 'object',
        required: ['spec'],
        ...pick(schema, ['description', 'x-kubernetes-validations']),
        properties: {
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: {
            type: 'object',
            properties: {
              name: {
                type: 'string',
                maxLength: Math.min(maxLength, MAX_NAME),
              },
            },
          },
          spec: {
            type: 'object',
            ...pick(spec, SPEC_KEYWORDS),
            properties: { ...spec.properties, ...kind.specFields },
          },
          status: {
            type: 'object',
            ...pick(status, STATUS_KEYWORDS),
            properties: { ...status.properties, ...kind.statusFields },
          },
        },
      },
    },
    subresources: { status: {}, ...pick(version.subresources, ['scale']) },
    additionalPrinterColumns: [
      ...(version.additionalPrinterColumns ?? []),
      ...kind.columns,
    ],
  };
}

function pick(from: Schema | undefined, keys: string[]): Schema {
  return Object.fromEntries(
    keys.filter(key => from?.[key] !== undefined).map(key => [key, from![key]]),
  );
}

const column = (name: string, jsonPath: string, more: object = {}) => ({
  name,
  type: 'string',
  jsonPath,
  ...more,
});

const STATUS_COLUMNS = [
  column('SYNCED', ".status.conditions[?(@.type=='Synced')].status"),
  column('READY', ".status.conditions[?(@.type=='Ready')].status"),
];
const AGE = column('AGE', '.metadata.creationTimestamp', { type: 'date' });

function compositeColumns(scope: string): object[] {
  const machinery = scope === 'LegacyCluster' ? '.spec' : '.spec.crossplane';
  return [
    ...STATUS_COLUMNS,
    column('COMPOSITION', `${machinery}.compositionRef.name`),
    column('COMPOSITIONREVISION', `${machinery}.compositionRevisionRef.name`, {
      priority: 1,
    }),
    AGE,
  ];
}

function claimColumns(): object[] {
  return [
    ...STATUS_COLUMNS,
    column('CONNECTION-SECRET', '.spec.writeConnectionSecretToRef.name'),
    AGE,
  ];
}
