/** A CustomResourceDefinition, by the schema of its field `spec`, that an API server takes or refuses. */
export interface DefinitionRow {
  name: string;
  /** Schema of `spec`; absent where `root` says it all. */
  spec?: object;
  /** More keywords of the schema's root. */
  root?: object;
  /** More of the definition's spec. */
  definition?: object;
  /** More of its one version. */
  version?: object;
  /** Field and message of the first cause with which it is refused; absent for one that is taken. */
  refused?: [field: string, message: RegExp];
}

const text = { type: 'string' };
const whole = { type: 'integer' };
const object = (properties: object, more: object = {}) => ({
  type: 'object',
  properties,
  ...more,
});
const rules = (...list: Array<string | object>) => ({
  'x-kubernetes-validations': list.map(rule =>
    typeof rule === 'string' ? { rule } : rule,
  ),
});

const SPEC = 'spec.validation.openAPIV3Schema.properties[spec]';
const at = (path: string) => `${SPEC}${path}`;

const bounds = { min: whole, max: whole };
const ordered = rules({ rule: 'self.min <= self.max', message: 'disorder' });
const inOrder = object(
  {
    min: { ...whole, default: 2 },
    max: { ...whole, default: 4 },
  },
  ordered,
);

const DEFAULTS: DefinitionRow[] = [
  {
    name: 'default without the fields of which its rule speaks',
    spec: object({ nodes: { ...inOrder, default: {} } }),
    refused: [
      at('.properties[nodes].default'),
      /^Invalid value: "object": no such key: min evaluating rule: disorder$/,
    ],
  },
  {
    name: 'default with the fields of which its rule speaks',
    spec: object({ nodes: { ...inOrder, default: { min: 2, max: 4 } } }),
  },
  {
    name: 'default that breaks its rule',
    spec: object({ nodes: { ...inOrder, default: { min: 5, max: 4 } } }),
    refused: [
      at('.properties[nodes].default'),
      /^Invalid value: "object": disorder$/,
    ],
  },
  {
    name: 'default with a field that breaks a rule of that field',
    spec: object({
      nodes: object(
        { min: { ...whole, ...rules('self > 3') } },
        { default: { min: 2 } },
      ),
    }),
    refused: [
      at('.properties[nodes].default.min'),
      /^Invalid value: "integer": failed rule: self > 3$/,
    ],
  },
  {
    name: 'rule of the object around a default is not asked',
    spec: object(
      { min: { ...whole, default: 5 }, max: { ...whole, default: 4 } },
      ordered,
    ),
  },
  {
    name: 'empty default and no rule',
    spec: object({ nodes: object(bounds, { default: {} }) }),
  },
  {
    name: 'empty default and a rule that has()',
    spec: object({
      nodes: object(bounds, {
        ...rules('!has(self.min) || !has(self.max) || self.min <= self.max'),
        default: {},
      }),
    }),
  },
  {
    name: 'default with a transition rule that holds for no change',
    spec: object({
      region: { ...text, ...rules('self == oldSelf'), default: 'a' },
    }),
  },
  {
    name: 'default with a transition rule that no change breaks',
    spec: object({
      size: { ...whole, ...rules('self > oldSelf'), default: 1 },
    }),
    refused: [at('.properties[size].default'), /failed rule: self > oldSelf/],
  },
  {
    name: 'default with an optional old value that must be there',
    spec: object({
      size: {
        ...whole,
        ...rules({ rule: 'oldSelf.hasValue()', optionalOldSelf: true }),
        default: 1,
      },
    }),
    refused: [at('.properties[size].default'), /oldSelf\.hasValue/],
  },
  {
    name: 'default of the wrong type',
    spec: object({ size: { ...whole, default: 'small' } }),
    refused: [
      at('.properties[size].default'),
      /^Invalid value: "string": .*must be of type integer: "string"$/,
    ],
  },
  {
    name: 'default that is not in the enum',
    spec: object({ size: { ...text, enum: ['s', 'm'], default: 'l' } }),
    refused: [
      at('.properties[size].default'),
      /^Unsupported value: "l": supported values: "s", "m"$/,
    ],
  },
  {
    name: 'default that does not match the pattern',
    spec: object({ size: { ...text, pattern: '^a$', default: 'b' } }),
    refused: [at('.properties[size].default'), /should match '\^a\$'$/],
  },
  {
    name: 'default below the minimum',
    spec: object({ size: { ...whole, minimum: 1, default: 0 } }),
    refused: [
      at('.properties[size].default'),
      /should be greater than or equal to 1$/,
    ],
  },
  {
    name: 'default without a field that is required',
    spec: object({
      nodes: object(bounds, { required: ['min'], default: {} }),
    }),
    refused: [at('.properties[nodes].default.min'), /^Required value$/],
  },
  {
    name: 'default without a required field that has a default',
    spec: object({
      nodes: object(
        { min: { ...whole, default: 1 } },
        { required: ['min'], default: {} },
      ),
    }),
    refused: [at('.properties[nodes].default.min'), /^Required value$/],
  },
  {
    name: 'default with a field that the schema does not have',
    spec: object({ nodes: object(bounds, { default: { mn: 1 } }) }),
    refused: [
      at('.properties[nodes].default'),
      /^Invalid value: {"mn":1}: must not have unknown fields$/,
    ],
  },
  {
    name: 'default with any field in a free-form object',
    spec: object({
      free: {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
        default: { a: { b: 1 } },
      },
    }),
  },
  {
    name: 'default of null of a field that is not nullable',
    spec: object({ size: { ...whole, default: null } }),
  },
  {
    name: 'default in the entries of a list',
    spec: object({
      list: {
        type: 'array',
        items: object({ a: { ...whole, default: 'x' } }),
      },
    }),
    refused: [
      at('.properties[list].items.properties[a].default'),
      /must be of type integer/,
    ],
  },
  {
    name: 'default in metadata',
    root: {
      properties: {
        metadata: object({ name: { ...text, default: 'a' } }),
      },
    },
    refused: [
      'spec.validation.openAPIV3Schema.properties[metadata].properties[name].default',
      /^Forbidden: must not be set in top-level metadata$/,
    ],
  },
  {
    name: 'default in a branch',
    spec: object(
      { a: text },
      { anyOf: [{ properties: { a: { default: 'x' } } }] },
    ),
    refused: [
      at('.anyOf[0].properties[a].default'),
      /^Forbidden: must be undefined to be structural$/,
    ],
  },
];

const STRUCTURE: DefinitionRow[] = [
  {
    name: 'no type',
    spec: object({ a: {} }),
    refused: [
      at('.properties[a].type'),
      /^Required value: must not be empty for specified object fields$/,
    ],
  },
  {
    name: 'no type of entries',
    spec: object({ a: { type: 'array', items: {} } }),
    refused: [
      at('.properties[a].items.type'),
      /^Required value: must not be empty for specified array items$/,
    ],
  },
  {
    name: 'no entries',
    spec: object({ a: { type: 'array' } }),
    refused: [
      at('.properties[a].items'),
      /^Required value: must be specified$/,
    ],
  },
  {
    name: 'no type, but free-form',
    spec: object({ a: { 'x-kubernetes-preserve-unknown-fields': true } }),
  },
  {
    name: 'no type, but integer or string',
    spec: object({ a: { 'x-kubernetes-int-or-string': true } }),
  },
  {
    name: 'integer or string with its branches',
    spec: object({
      a: {
        'x-kubernetes-int-or-string': true,
        anyOf: [{ type: 'integer' }, { type: 'string' }],
        pattern: '^a$',
      },
    }),
  },
  {
    name: 'integer or string with its branches in allOf',
    spec: object({
      a: {
        'x-kubernetes-int-or-string': true,
        allOf: [
          { anyOf: [{ type: 'integer' }, { type: 'string' }] },
          { pattern: '^a$' },
        ],
      },
    }),
  },
  {
    name: 'integer or string, and free-form',
    spec: object({
      a: {
        'x-kubernetes-int-or-string': true,
        'x-kubernetes-preserve-unknown-fields': true,
      },
    }),
    refused: [
      at('.properties[a].x-kubernetes-preserve-unknown-fields'),
      /must be false if x-kubernetes-int-or-string is true$/,
    ],
  },
  {
    name: 'branches with types',
    spec: object({ a: { type: 'string', anyOf: [{ type: 'string' }] } }),
    refused: [
      at('.properties[a].anyOf[0].type'),
      /^Forbidden: must be empty to be structural$/,
    ],
  },
  {
    name: 'branches that narrow',
    spec: object({
      a: { type: 'string', oneOf: [{ pattern: '^a' }, { maxLength: 3 }] },
    }),
  },
  {
    name: 'branches with a title',
    spec: object({ a: text }, { not: { title: 'x' } }),
    refused: [at('.not.title'), /^Forbidden: must be empty to be structural$/],
  },
  {
    name: 'branches with a description',
    spec: object(
      { a: text },
      { allOf: [{ properties: { a: { description: 'x' } } }] },
    ),
    refused: [
      at('.allOf[0].properties[a].description'),
      /^Forbidden: must be empty to be structural$/,
    ],
  },
  {
    name: 'branches with rules',
    spec: object({ a: text }, { allOf: [rules('true')] }),
    refused: [
      at('.allOf[0].x-kubernetes-validations'),
      /^Forbidden: must be empty to be structural$/,
    ],
  },
  {
    // A server looks at the branches of the root alone.
    name: 'branches with fields that are nowhere else',
    spec: object(
      { a: text },
      { anyOf: [{ properties: { b: { minLength: 1 } } }] },
    ),
  },
  {
    name: 'branches of the root with fields that are nowhere else',
    root: { anyOf: [{ properties: { b: { minLength: 1 } } }] },
    version: { subresources: undefined },
    refused: [
      'spec.validation.openAPIV3Schema.properties[b]',
      /^Required value: because it is defined in .*\.anyOf\[0\]\.properties\[b\]$/,
    ],
  },
  {
    name: 'branches that require a field that is nowhere',
    spec: object({ a: text }, { anyOf: [{ required: ['b'] }] }),
  },
  {
    name: 'fields and more fields',
    spec: object({ a: text }, { additionalProperties: text }),
    refused: [
      at('.additionalProperties'),
      /^Forbidden: additionalProperties and properties are mutual exclusive$/,
    ],
  },
  {
    name: 'more fields at the root',
    root: { additionalProperties: text, properties: undefined },
    refused: [
      'spec.validation.openAPIV3Schema.additionalProperties',
      /^Forbidden: must not be used at the root$/,
    ],
    version: { subresources: undefined },
  },
  {
    name: 'metadata with labels',
    root: {
      properties: {
        metadata: object({
          labels: { type: 'object', additionalProperties: text },
        }),
      },
    },
    refused: [
      'spec.validation.openAPIV3Schema.properties[metadata]',
      /^Forbidden: must not specify anything other than name and generateName/,
    ],
  },
  {
    name: 'metadata with a limit of the name',
    root: {
      properties: { metadata: object({ name: { ...text, maxLength: 40 } }) },
    },
  },
  {
    name: 'pattern that Go does not take',
    spec: object({ a: { type: 'string', pattern: '(?=a)' } }),
    refused: [
      at('.properties[a].pattern'),
      /^Invalid value: "\(\?=a\)": must be a valid regular expression, but isn't: /,
    ],
  },
  {
    name: 'uniqueItems',
    spec: object({ a: { type: 'array', items: text, uniqueItems: true } }),
    refused: [
      at('.properties[a].uniqueItems'),
      /^Forbidden: uniqueItems cannot be set to true/,
    ],
  },
  {
    name: 'unknown type',
    spec: object({ a: { type: 'text' } }),
    refused: [
      at('.properties[a].type'),
      /^Unsupported value: "text": supported values: "array", "boolean"/,
    ],
  },
  {
    name: 'type null',
    spec: object({ a: { type: 'null' } }),
    refused: [at('.properties[a].type'), /null/],
  },
  {
    name: 'reference',
    spec: object({ a: { type: 'object', $ref: '#/x' } }),
    refused: [at('.properties[a].$ref'), /^Forbidden: \$ref is not supported$/],
  },
  {
    name: 'unknown format',
    spec: object({ a: { type: 'string', format: 'nonsense' } }),
  },
  {
    name: 'root keyword beside a status subresource',
    root: { minProperties: 1 },
    refused: [
      'spec.validation.openAPIV3Schema',
      /only \[Description Type .* fields are allowed at the root of the schema if the status subresource is enabled$/,
    ],
  },
  {
    name: 'root keyword without a status subresource',
    root: { minProperties: 1 },
    version: { subresources: undefined },
  },
  {
    name: 'no schema',
    version: { schema: undefined },
    refused: ['spec.versions[0].schema.openAPIV3Schema', /^Required value$/],
  },
  {
    name: 'embedded resource',
    spec: object({
      a: {
        type: 'object',
        'x-kubernetes-embedded-resource': true,
        'x-kubernetes-preserve-unknown-fields': true,
      },
    }),
  },
  {
    name: 'embedded resource without fields',
    spec: object({
      a: { type: 'object', 'x-kubernetes-embedded-resource': true },
    }),
    refused: [
      at('.properties[a].properties'),
      /^Required value: must not be empty if x-kubernetes-embedded-resource is true/,
    ],
  },
  {
    name: 'nullable root',
    root: { nullable: true },
    version: { subresources: undefined },
    refused: [
      'spec.validation.openAPIV3Schema.nullable',
      /^Forbidden: nullable cannot be true at the root$/,
    ],
  },
];

const mapList = (items: object, more: object = {}) => ({
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['k'],
  items: { type: 'object', properties: { k: text }, required: ['k'], ...items },
  ...more,
});

const LISTS: DefinitionRow[] = [
  { name: 'list of type map', spec: object({ a: mapList({}) }) },
  {
    name: 'list of type map without keys',
    spec: object({
      a: mapList({}, { 'x-kubernetes-list-map-keys': undefined }),
    }),
    refused: [
      at('.properties[a].x-kubernetes-list-map-keys'),
      /^Required value: must not be empty if x-kubernetes-list-type is map$/,
    ],
  },
  {
    name: 'list of type map with a key that may be absent',
    spec: object({ a: mapList({ required: undefined }) }),
    refused: [
      at('.properties[a].items.properties[k].default'),
      /^Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property$/,
    ],
  },
  {
    name: 'list of type map with a key that has a default',
    spec: object({
      a: mapList({
        required: undefined,
        properties: { k: { ...text, default: 'x' } },
      }),
    }),
  },
  {
    name: 'list of type map with an unknown key',
    spec: object({ a: mapList({}, { 'x-kubernetes-list-map-keys': ['z'] }) }),
    refused: [
      at('.properties[a].x-kubernetes-list-map-keys'),
      /^Invalid value: \["z"\]: entries must all be names of item properties$/,
    ],
  },
  {
    name: 'list of type map with a key of objects',
    spec: object({ a: mapList({ properties: { k: object({}) } }) }),
    refused: [
      at('.properties[a].items.properties[k].type'),
      /must be a scalar type/,
    ],
  },
  {
    name: 'list of type map of texts',
    spec: object({
      a: mapList({
        type: 'string',
        properties: undefined,
        required: undefined,
      }),
    }),
    refused: [
      at('.properties[a].items.type'),
      /must be object if parent array's x-kubernetes-list-type is map$/,
    ],
  },
  {
    name: 'keys without type map',
    spec: object({ a: mapList({}, { 'x-kubernetes-list-type': 'set' }) }),
    refused: [
      at('.properties[a].items.x-kubernetes-map-type'),
      /must be atomic as item of a list with x-kubernetes-list-type=set$/,
    ],
  },
  {
    name: 'list of type set',
    spec: object({
      a: { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
    }),
  },
  {
    name: 'list of type set of nullable texts',
    spec: object({
      a: {
        type: 'array',
        'x-kubernetes-list-type': 'set',
        items: { ...text, nullable: true },
      },
    }),
    refused: [
      at('.properties[a].items.nullable'),
      /^Forbidden: cannot be nullable when x-kubernetes-list-type is set$/,
    ],
  },
  {
    name: 'unknown type of list',
    spec: object({
      a: { type: 'array', 'x-kubernetes-list-type': 'bag', items: text },
    }),
    refused: [
      at('.properties[a].x-kubernetes-list-type'),
      /^Unsupported value: "bag"/,
    ],
  },
  {
    name: 'type of list of an object',
    spec: object({ a: object({}, { 'x-kubernetes-list-type': 'set' }) }),
    refused: [
      at('.properties[a].type'),
      /must be array if x-kubernetes-list-type is specified$/,
    ],
  },
  {
    name: 'unknown type of map',
    spec: object({ a: object({}, { 'x-kubernetes-map-type': 'x' }) }),
    refused: [
      at('.properties[a].x-kubernetes-map-type'),
      /^Unsupported value: "x"/,
    ],
  },
];

const few = (items: object) => ({ type: 'array', maxItems: 5, items });

const RULES: DefinitionRow[] = [
  {
    name: 'rule of a field that is not there',
    spec: object({ a: whole }, rules('self.b > 1')),
    refused: [at('.x-kubernetes-validations[0].rule'), /compilation failed: /],
  },
  {
    name: 'has() of a field that is not there',
    spec: object({ a: whole }, rules('has(self.b)')),
    refused: [at('.x-kubernetes-validations[0].rule'), /compilation failed: /],
  },
  {
    name: 'rule that compares a number with a text',
    spec: object({ a: whole }, rules('self.a == "1"')),
    refused: [at('.x-kubernetes-validations[0].rule'), /compilation failed: /],
  },
  {
    name: 'rule that is not a bool',
    spec: object({ a: whole }, rules('self.a + 1')),
    refused: [
      at('.x-kubernetes-validations[0].rule'),
      /cel expression must evaluate to a bool$/,
    ],
  },
  {
    name: 'rule that does not parse',
    spec: object({ a: whole }, rules('self.a >')),
    refused: [at('.x-kubernetes-validations[0].rule'), /compilation failed: /],
  },
  {
    name: 'rule with an unknown function',
    spec: object({ a: text }, rules('self.a.foo()')),
    refused: [at('.x-kubernetes-validations[0].rule'), /compilation failed: /],
  },
  {
    name: 'rule with an unknown variable',
    spec: object({ a: text }, rules('object.a == "x"')),
    refused: [at('.x-kubernetes-validations[0].rule'), /compilation failed: /],
  },
  {
    name: 'rule of an entry that is not there',
    spec: object(
      { l: few(object({ a: whole })) },
      rules('self.l.all(x, x.b > 1)'),
    ),
    refused: [at('.x-kubernetes-validations[0].rule'), /compilation failed: /],
  },
  {
    name: 'rule of an entry',
    spec: object(
      { l: few(object({ a: whole })) },
      rules('self.l.all(x, x.a > 1)'),
    ),
  },
  {
    name: 'rule of an escaped field',
    spec: object(
      { 'a-b': whole, namespace: text },
      rules('self.a__dash__b > 1 && self.__namespace__ != "x"'),
    ),
  },
  {
    name: 'rule of integer or string',
    spec: object(
      { a: { 'x-kubernetes-int-or-string': true } },
      rules('type(self.a) == int ? self.a > 1 : true'),
    ),
  },
  {
    name: 'rule of a free-form object',
    spec: object(
      { a: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      rules('has(self.a)'),
    ),
  },
  {
    name: 'rule of a field in a free-form object',
    spec: object(
      { a: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      rules('self.a.b == 1'),
    ),
    refused: [at('.x-kubernetes-validations[0].rule'), /compilation failed: /],
  },
  { name: 'rule of the name', root: rules('size(self.metadata.name) <= 40') },
  {
    name: 'rule of a label',
    root: rules('"a" in self.metadata.labels'),
    refused: [
      'spec.validation.openAPIV3Schema.x-kubernetes-validations[0].rule',
      /compilation failed: /,
    ],
  },
  {
    name: 'mixed list in a rule',
    spec: object({ a: whole }, rules('self.a in [1, "a"]')),
    refused: [at('.x-kubernetes-validations[0].rule'), /compilation failed: /],
  },
  {
    name: 'empty rule',
    spec: object({ a: whole }, rules(' ')),
    refused: [
      at('.x-kubernetes-validations[0].rule'),
      /^Required value: rule is not specified$/,
    ],
  },
  {
    name: 'message of two lines',
    spec: object({ a: whole }, rules({ rule: 'true', message: 'a\nb' })),
    refused: [
      at('.x-kubernetes-validations[0].message'),
      /must not contain line breaks$/,
    ],
  },
  {
    name: 'rule of two lines without a message',
    spec: object({ a: whole }, rules('true\n&& true')),
    refused: [
      at('.x-kubernetes-validations[0].message'),
      /^Required value: message must be specified if rule contains line breaks$/,
    ],
  },
  {
    name: 'unknown reason',
    spec: object({ a: whole }, rules({ rule: 'true', reason: 'Nope' })),
    refused: [
      at('.x-kubernetes-validations[0].reason'),
      /^Unsupported value: "Nope"/,
    ],
  },
  {
    name: 'field path',
    spec: object(
      { a: object({ b: whole }) },
      rules({ rule: 'true', fieldPath: '.a.b' }),
    ),
  },
  {
    name: 'field path that leads nowhere',
    spec: object(
      { a: object({ b: whole }) },
      rules({ rule: 'true', fieldPath: '.a.c' }),
    ),
    refused: [
      at('.x-kubernetes-validations[0].fieldPath'),
      /must be a valid path$/,
    ],
  },
  {
    name: 'messageExpression',
    spec: object(
      { a: whole },
      rules({
        rule: 'self.a > 1',
        messageExpression: 'self.a > 0 ? "too small" : "negative"',
      }),
    ),
  },
  {
    name: 'messageExpression that is no text',
    spec: object(
      { a: whole },
      rules({ rule: 'self.a > 1', messageExpression: 'self.a' }),
    ),
    refused: [
      at('.x-kubernetes-validations[0].messageExpression'),
      /messageExpression must evaluate to a string$/,
    ],
  },
  {
    name: 'old value in a list',
    spec: object({ l: few({ type: 'integer', ...rules('self == oldSelf') }) }),
    refused: [
      at('.properties[l].items.x-kubernetes-validations[0].rule'),
      /oldSelf cannot be used on the uncorrelatable portion of the schema within/,
    ],
  },
  {
    name: 'old value in a list of type map',
    spec: object({
      l: mapList(
        {
          properties: { k: text, a: { ...whole, ...rules('self == oldSelf') } },
        },
        { maxItems: 5 },
      ),
    }),
  },
  {
    name: 'optional old value that is not used',
    spec: object({
      a: { ...whole, ...rules({ rule: 'self > 1', optionalOldSelf: true }) },
    }),
    refused: [
      at('.properties[a].x-kubernetes-validations[0].optionalOldSelf'),
      /may not be set if oldSelf is not used in rule$/,
    ],
  },
  {
    name: 'optional old value',
    spec: object({
      a: {
        ...whole,
        ...rules({
          rule: 'oldSelf.optMap(o, self >= o).orValue(true)',
          optionalOldSelf: true,
        }),
      },
    }),
  },
  {
    name: 'two objects that are compared',
    spec: object(
      { a: object({ b: whole }), c: object({ b: whole }) },
      rules('self.a == oldSelf.a'),
    ),
  },
];

const NAMES: DefinitionRow[] = [
  {
    name: 'group without a dot',
    definition: { group: 'example' },
    refused: ['spec.group', /should be a domain with at least one dot$/],
  },
  {
    name: 'unknown scope',
    definition: { scope: 'Planet' },
    refused: [
      'spec.scope',
      /^Unsupported value: "Planet": supported values: "Cluster", "Namespaced"$/,
    ],
  },
  {
    name: 'no version that is stored',
    version: { storage: false },
    refused: [
      'spec.versions',
      /must have exactly one version marked as storage version$/,
    ],
  },
  {
    name: 'column of an unknown type',
    version: {
      additionalPrinterColumns: [
        { name: 'A', type: 'text', jsonPath: '.spec' },
      ],
    },
    refused: [
      'spec.additionalPrinterColumns[0].type',
      /must be one of boolean,date,integer,number,string$/,
    ],
  },
  {
    name: 'column with a path that is none',
    version: {
      additionalPrinterColumns: [
        { name: 'A', type: 'string', jsonPath: 'spec' },
      ],
    },
    refused: [
      'spec.additionalPrinterColumns[0].JSONPath',
      /must be a simple json path starting with \.$/,
    ],
  },
  {
    name: 'scale outside of the spec',
    version: {
      subresources: {
        status: {},
        scale: {
          specReplicasPath: '.status.n',
          statusReplicasPath: '.status.n',
        },
      },
    },
    refused: [
      'spec.subresources.scale.specReplicasPath',
      /should be a json path under \.spec$/,
    ],
  },
];

export const DEFINITION_ROWS: DefinitionRow[] = [
  ...DEFAULTS,
  ...STRUCTURE,
  ...LISTS,
  ...RULES,
  ...NAMES,
];

const GROUP = 'definitions.example.org';

/** The definition of a row, as somebody sends it. */
export function definitionOfRow(
  row: DefinitionRow,
  plural: string,
): Record<string, any> {
  const { properties, ...root } = (row.root ?? {}) as any;
  const group = (row.definition as any)?.group ?? GROUP;
  const kind = `${plural[0].toUpperCase()}${plural.slice(1)}`;
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Cluster',
      names: { kind, plural },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: 'object',
              ...root,
              ...(row.root && 'properties' in row.root && !properties
                ? {}
                : {
                    properties: {
                      ...properties,
                      spec: row.spec ?? { type: 'object' },
                    },
                  }),
            },
          },
          ...row.version,
        },
      ],
      ...row.definition,
    },
  };
  // As it goes over the wire: without what is undefined.
  return JSON.parse(JSON.stringify(definition));
}
