/** The fields that Crossplane itself adds to the kinds that it makes of an XRD. */

const text = { type: 'string' };

const NAME = { type: 'object', required: ['name'], properties: { name: text } };

const SELECTOR = {
  type: 'object',
  required: ['matchLabels'],
  properties: {
    matchLabels: { type: 'object', additionalProperties: text },
  },
};

const COMPOSITION_FIELDS = {
  compositionRef: NAME,
  compositionSelector: SELECTOR,
  compositionRevisionRef: NAME,
  compositionRevisionSelector: SELECTOR,
};

const choice = (values: string[], preset: unknown) => ({
  type: 'string',
  enum: values,
  ...(preset === undefined ? {} : { default: preset }),
});

const reference = (...fields: string[]) => ({
  type: 'object',
  required: fields,
  properties: Object.fromEntries(fields.map(field => [field, text])),
});

/** A list of composed resources; a namespaced composite resource cannot refer to another namespace. */
const resourceRefs = (namespaced: boolean) => ({
  type: 'array',
  'x-kubernetes-list-type': 'atomic',
  items: {
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: {
      apiVersion: text,
      kind: text,
      name: text,
      ...(namespaced ? {} : { namespace: text }),
    },
  },
});

/** What an XRD says of the machinery, with the defaults of its API. */
interface Machinery {
  scope: string;
  updatePolicy?: string;
  deletePolicy?: string;
}

/** Fields in `spec` of a composite resource: under `crossplane` in v2, beside the others in v1. */
export function compositeFields({ scope, updatePolicy }: Machinery): object {
  const shared = {
    ...COMPOSITION_FIELDS,
    compositionUpdatePolicy: choice(['Automatic', 'Manual'], updatePolicy),
    resourceRefs: resourceRefs(scope === 'Namespaced'),
  };
  if (scope === 'LegacyCluster') {
    return {
      ...shared,
      claimRef: reference('apiVersion', 'kind', 'namespace', 'name'),
      writeConnectionSecretToRef: reference('name', 'namespace'),
    };
  }
  return {
    crossplane: {
      type: 'object',
      description:
        'Configures how Crossplane will reconcile this composite resource',
      properties: shared,
    },
  };
}

/** Fields in `spec` of a claim. */
export function claimFields({ deletePolicy }: Machinery): object {
  return {
    ...COMPOSITION_FIELDS,
    compositionUpdatePolicy: choice(['Automatic', 'Manual'], undefined),
    compositeDeletePolicy: choice(['Background', 'Foreground'], deletePolicy),
    resourceRef: reference('apiVersion', 'kind', 'name'),
    writeConnectionSecretToRef: reference('name'),
  };
}

/** Fields in `status`. */
export function statusFields(scope: string): object {
  return {
    conditions: {
      description: 'Conditions of the resource.',
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
      items: {
        type: 'object',
        required: ['lastTransitionTime', 'reason', 'status', 'type'],
        properties: {
          lastTransitionTime: { type: 'string', format: 'date-time' },
          message: text,
          reason: text,
          status: text,
          type: text,
          observedGeneration: { type: 'integer', format: 'int64' },
        },
      },
    },
    ...(scope === 'LegacyCluster'
      ? {
          connectionDetails: {
            type: 'object',
            properties: {
              lastPublishedTime: { type: 'string', format: 'date-time' },
            },
          },
          claimConditionTypes: {
            type: 'array',
            'x-kubernetes-list-type': 'set',
            items: text,
          },
        }
      : {}),
  };
}
