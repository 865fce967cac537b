/** An object of which the schema says nothing more. */
export function freeObject() {
  return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
}

/** `status.conditions` of every composite resource and claim. */
export const CONDITIONS = {
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type'],
  items: {
    type: 'object',
    required: ['lastTransitionTime', 'reason', 'status', 'type'],
    properties: {
      lastTransitionTime: { type: 'string', format: 'date-time' },
      message: { type: 'string' },
      observedGeneration: { type: 'integer' },
      reason: { type: 'string' },
      status: { type: 'string' },
      type: { type: 'string' },
    },
  },
};

const NAME = {
  type: 'object',
  properties: { name: { type: 'string' } },
};

const SELECTOR = {
  type: 'object',
  properties: {
    matchLabels: {
      type: 'object',
      additionalProperties: { type: 'string' },
    },
  },
};

const UPDATE_POLICY = { type: 'string', enum: ['Automatic', 'Manual'] };

const RESOURCE_REFS = {
  type: 'array',
  'x-kubernetes-list-type': 'atomic',
  items: {
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      name: { type: 'string' },
      namespace: { type: 'string' },
    },
  },
};

const SHARED_FIELDS = {
  compositionRef: NAME,
  compositionSelector: SELECTOR,
  compositionRevisionRef: NAME,
  compositionRevisionSelector: SELECTOR,
  compositionUpdatePolicy: UPDATE_POLICY,
};

/** `spec.crossplane` of a composite resource of Crossplane v2. */
export const MODERN_FIELDS = {
  type: 'object',
  properties: { ...SHARED_FIELDS, resourceRefs: RESOURCE_REFS },
};

/** What Crossplane v1 adds to `spec` of a composite resource. */
export const COMPOSITE_FIELDS = {
  ...SHARED_FIELDS,
  resourceRefs: RESOURCE_REFS,
  claimRef: {
    type: 'object',
    required: ['apiVersion', 'kind', 'namespace', 'name'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      namespace: { type: 'string' },
      name: { type: 'string' },
    },
  },
  writeConnectionSecretToRef: freeObject(),
};

/** What Crossplane v1 adds to `spec` of a claim. */
export const CLAIM_FIELDS = {
  ...SHARED_FIELDS,
  compositeDeletePolicy: {
    type: 'string',
    enum: ['Background', 'Foreground'],
    default: 'Foreground',
  },
  resourceRef: {
    type: 'object',
    required: ['apiVersion', 'kind', 'name'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      name: { type: 'string' },
    },
  },
  writeConnectionSecretToRef: NAME,
};
