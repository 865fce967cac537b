import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import {
  type ClaimForm,
  type ClaimSchema,
  compareVersions,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { isObject, Json, valueAt } from './json';
import { plainSchema } from './plainSchema';

/** What the form of a claim is made from, besides the schema. */
export interface FormSchemaOptions {
  mode: 'create' | 'update';
  /** Paths below `spec` to show, with what is below them; all if not given. */
  only?: string[];
  /** Paths below `spec` to leave out. */
  hide?: string[];
  /** Paths below `spec` that cannot change. */
  immutable?: string[];
  /** What the policy allows in the cluster's environment. */
  policy?: Omit<ClaimForm['environments'][number], 'name'>;
  /** What the policy allows everywhere, by path below `spec`. */
  allowed?: ClaimForm['allowed'];
  /** The spec as it is (`update`): its values stay on offer. */
  current?: Json;
}

/** A schema for JSON Schema forms, and how to show it. */
export interface FormSchema {
  schema: RJSFSchema;
  uiSchema: UiSchema;
  /** There is nothing to fill in. */
  empty: boolean;
}

type Kind = 'scalar' | 'intOrString' | 'list' | 'group' | 'choice' | 'raw';
type Node = {
  schema: RJSFSchema;
  uiSchema: UiSchema;
  /** It must be filled in, although the XRD has a default: the policy forbids that. */
  demanded?: boolean;
};

/** Of a schema whose only value is the present version: said instead of its description. */
export const NO_NEWER_VERSION = 'x-no-newer-version';

const SCALARS = ['string', 'integer', 'number', 'boolean'];

/** The environment is a question of its own, asked before the spec. */
const ASKED_ELSEWHERE = ['environment'];

function isScalar(schema: unknown): boolean {
  return (
    isObject(schema) &&
    (SCALARS.includes(schema.type as string) || Array.isArray(schema.enum))
  );
}

function alternatives(schema: ClaimSchema): ClaimSchema[] {
  const options = schema.oneOf ?? schema.anyOf;
  return Array.isArray(options) ? options.filter(isObject) : [];
}

function isIntOrString(schema: ClaimSchema): boolean {
  const types = alternatives(schema).map(option => option.type);
  return (
    schema['x-kubernetes-int-or-string'] === true ||
    (types.length === 2 &&
      types.includes('integer') &&
      types.includes('string') &&
      !schema.properties)
  );
}

/** How a field is shown. */
export function kindOf(schema: ClaimSchema): Kind {
  if (isIntOrString(schema)) return 'intOrString';
  if (isScalar(schema)) return 'scalar';
  if (schema.type === 'array') return isScalar(schema.items) ? 'list' : 'raw';
  if (isObject(schema.properties) && Object.keys(schema.properties).length) {
    return 'group';
  }
  const options = alternatives(schema);
  return options.length > 1 &&
    options.every(o => isScalar(o) || isObject(o.properties))
    ? 'choice'
    : 'raw';
}

/** `minNodes` as people read it: `Min nodes`. */
export function titleOf(name: string, schema: ClaimSchema = {}): string {
  if (typeof schema.title === 'string') return schema.title;
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const within = (path: string, ancestor: string) =>
  path === ancestor || path.startsWith(`${ancestor}.`);

function isShown(path: string, { only, hide = [] }: FormSchemaOptions) {
  if (ASKED_ELSEWHERE.includes(path)) return false;
  if (hide.some(hidden => within(path, hidden))) return false;
  return (
    !only?.length ||
    only.some(shown => within(path, shown) || within(shown, path))
  );
}

/** The values of a field that the policy allows. Returns undefined if it does not restrict the field. */
function allowedValues(
  path: string,
  { policy, allowed = {} }: FormSchemaOptions,
): string[] | undefined {
  switch (path) {
    case 'region':
      return policy?.regions;
    case 'kubernetesVersion':
      return policy?.kubernetesVersions;
    case 'nodes.size':
      return policy?.nodeSizes;
    default:
      return Object.hasOwn(allowed, path) ? allowed[path] : undefined;
  }
}

const VERSION = /^(\d+)\.(\d+)/;

/** Whether Kubernetes can go from one minor version to another: one step, never back. */
function isNextMinor(from: string, to: string): boolean {
  const [, major, minor] = VERSION.exec(from) ?? [];
  const [, nextMajor, nextMinor] = VERSION.exec(to) ?? [];
  return major === nextMajor && Number(minor) + 1 === Number(nextMinor);
}

/**
 * Whether a field holds a version that a form of versions can only raise: any field whose name ends so, where the form
 * names it. A form of everything can also go back.
 */
const isRaised = (path: string, { only = [] }: FormSchemaOptions): boolean =>
  /version$/i.test(path) && only.some(named => within(path, named));

/** What a cluster has in a field now; undefined for a new one. */
function currentOf(
  schema: RJSFSchema,
  path: string,
  { mode, current }: FormSchemaOptions,
): unknown {
  // Where the claim says nothing, the cluster has the XRD's default.
  return mode === 'update'
    ? valueAt(current, path) ?? schema.default
    : undefined;
}

/** The schema of a text with only those values that the policy allows, and the one it has already. */
function narrowText(
  schema: RJSFSchema,
  path: string,
  options: FormSchemaOptions,
): RJSFSchema {
  const current = currentOf(schema, path, options);
  const has = typeof current === 'string';
  const upgrade = path === 'kubernetesVersion' && has && VERSION.test(current);
  const raise = has && !upgrade && isRaised(path, options);
  const allowed =
    allowedValues(path, options) ??
    (upgrade || raise ? (schema.enum as string[] | undefined) : undefined);
  if (!allowed) return schema;
  const values = allowed.filter(
    value =>
      (!schema.enum || schema.enum.includes(value)) &&
      (!upgrade || value === current || isNextMinor(current, value)) &&
      (!raise || (compareVersions(value, current) ?? 1) >= 0),
  );
  const all = has && !values.includes(current) ? [current, ...values] : values;
  if (all.length === 0) return schema;
  // The step goes up, whatever the order of the policy.
  if (upgrade || raise)
    all.sort((a, b) => Number(b === current) - Number(a === current));
  const { pattern, ...rest } = schema;
  if ((upgrade || raise) && all.length === 1) {
    const { description, ...bare } = rest;
    return { ...bare, enum: all, [NO_NEWER_VERSION]: true };
  }
  return { ...rest, enum: all };
}

/** The schema of a number of nodes with no more of them than the policy allows, or than there are already. */
function narrowNumber(
  schema: RJSFSchema,
  path: string,
  options: FormSchemaOptions,
): RJSFSchema {
  const most = options.policy?.maxNodes;
  if (most === undefined || !['nodes.min', 'nodes.max'].includes(path)) {
    return schema;
  }
  const current = currentOf(schema, path, options);
  const limit = Math.max(most, typeof current === 'number' ? current : most);
  return { ...schema, maximum: Math.min(schema.maximum ?? limit, limit) };
}

/** A field's schema with what the policy leaves of it. */
function narrow(
  schema: RJSFSchema,
  path: string,
  options: FormSchemaOptions,
): { schema: RJSFSchema; demanded: boolean } {
  const narrowed =
    schema.type === 'string'
      ? narrowText(schema, path, options)
      : narrowNumber(schema, path, options);
  const { default: preset, ...rest } = narrowed;
  const { enum: offered, maximum } = narrowed;
  const forbidden =
    narrowed !== schema &&
    preset !== undefined &&
    ((offered && !offered.includes(preset)) ||
      (typeof preset === 'number' &&
        maximum !== undefined &&
        preset > maximum));
  // Left out, it would become the default, which is refused: somebody has to choose.
  return forbidden
    ? { schema: rest, demanded: true }
    : { schema: narrowed, demanded: false };
}

function fieldNode(
  source: ClaimSchema,
  path: string,
  options: FormSchemaOptions,
): Node {
  const title = titleOf(path.split('.').pop() ?? '', source);
  const description =
    typeof source.description === 'string' ? source.description : undefined;
  const kind = kindOf(source);
  const ui: UiSchema = {
    'ui:options': {
      path,
      advanced:
        source['x-ui-advanced'] === true &&
        // What a template names is what it is about.
        !options.only?.some(named => within(named, path)),
    },
  };
  if (
    options.mode === 'update' &&
    options.immutable?.some(immutable => within(path, immutable))
  ) {
    ui['ui:readonly'] = true;
    ui['ui:options']!.immutable = true;
    if (kind !== 'group') {
      if (kind !== 'scalar') ui['ui:field'] = 'Raw';
      // Fields that cannot change are not validated: nobody could correct them.
      const type = kind === 'scalar' ? source.type ?? 'string' : undefined;
      return { schema: { type, title, description }, uiSchema: ui };
    }
  }
  switch (kind) {
    case 'group':
      // eslint-disable-next-line no-use-before-define
      return groupNode({ ...source, title, description }, path, options, ui);
    case 'choice': {
      const nodes = alternatives(source).map((option, index) =>
        fieldNode({ title: `Choice ${index + 1}`, ...option }, path, {
          ...options,
          immutable: [],
        }),
      );
      return {
        schema: { title, description, oneOf: nodes.map(n => n.schema) },
        uiSchema: { ...ui, oneOf: nodes.map(n => n.uiSchema) },
      };
    }
    case 'intOrString': {
      const { oneOf, anyOf, ...rest } = source;
      return {
        schema: {
          ...plainSchema(rest),
          type: ['integer', 'string'],
          title,
          description,
        },
        uiSchema: { ...ui, 'ui:field': 'IntOrString' },
      };
    }
    case 'list':
    case 'raw':
      return {
        schema: { ...plainSchema(source), title, description },
        uiSchema: {
          ...ui,
          'ui:field': kind === 'list' ? 'ScalarList' : 'Raw',
          'ui:fieldReplacesAnyOrOneOf': true,
        },
      };
    default: {
      const special = source['x-ui-field'];
      if (special === 'owner') ui['ui:widget'] = 'owner';
      if (special === 'cidr') ui['ui:widget'] = 'cidr';
      const { schema, demanded } = narrow(
        { ...plainSchema(source), title, description },
        path,
        options,
      );
      if (special === 'cidr') schema.format = 'ipv4-cidr';
      return { schema, uiSchema: ui, demanded };
    }
  }
}

const orderOf = (schema: ClaimSchema) =>
  typeof schema['x-ui-order'] === 'number' ? schema['x-ui-order'] : Infinity;

/** Fields of which exactly some must be given (`oneOf: [{required: [a]}, {required: [b]}]`), as a choice. */
function requiredChoice(source: ClaimSchema): string[][] {
  const options = alternatives(source);
  const names = options.map(o => (Array.isArray(o.required) ? o.required : []));
  const known = names.flat().every(name => isObject(source.properties?.[name]));
  const onlyRequired = options.every(o =>
    Object.keys(o).every(key => ['required', 'title', 'not'].includes(key)),
  );
  return options.length > 1 &&
    known &&
    onlyRequired &&
    names.every(n => n.length > 0)
    ? names
    : [];
}

function groupNode(
  source: ClaimSchema,
  path: string,
  options: FormSchemaOptions,
  ui: UiSchema,
): Node {
  const properties = Object.entries<unknown>(source.properties ?? {})
    .filter((entry): entry is [string, ClaimSchema] => isObject(entry[1]))
    .map(([name, schema]) => ({
      name,
      schema,
      path: path ? `${path}.${name}` : name,
    }))
    .filter(p => p.schema['x-ui-hidden'] !== true && isShown(p.path, options))
    .sort((a, b) => orderOf(a.schema) - orderOf(b.schema) || 0);
  const nodes = new Map(
    properties.map(p => [p.name, fieldNode(p.schema, p.path, options)]),
  );
  const choice = requiredChoice(source).filter(names =>
    names.every(name => nodes.has(name)),
  );
  const chosen = new Set(choice.flat());
  const named = Array.isArray(source.required) ? source.required : [];
  const demanded = [...nodes].some(([, node]) => node.demanded);
  const required = [...nodes.keys()].filter(
    name =>
      !chosen.has(name) &&
      (nodes.get(name)!.demanded ||
        // The XRD's defaults complete the claim.
        (named.includes(name) &&
          source.properties[name].default === undefined)),
  );
  const pick = (names: string[]) => ({
    properties: Object.fromEntries(names.map(n => [n, nodes.get(n)!.schema])),
  });
  const plain = [...nodes.keys()].filter(name => !chosen.has(name));
  return {
    demanded,
    schema: {
      type: 'object',
      title: source.title,
      description: source.description,
      required,
      ...pick(plain),
      ...(choice.length > 1 && {
        oneOf: choice.map(names => ({
          title: names
            .map(name => titleOf(name, source.properties[name]))
            .join(' and '),
          required: names,
          ...pick(names),
        })),
      }),
    },
    uiSchema: {
      ...ui,
      'ui:order': [...plain, '*'],
      ...Object.fromEntries([...nodes].map(([n, node]) => [n, node.uiSchema])),
    },
  };
}

/** The schema of a claim's spec as a form shows it: ordered, narrowed, and without what is not asked. */
export function toFormSchema(
  schema: ClaimSchema,
  options: FormSchemaOptions,
): FormSchema {
  const node = groupNode(
    { ...schema, title: undefined, description: undefined },
    '',
    options,
    { 'ui:options': { path: '' } },
  );
  return {
    schema: node.schema,
    uiSchema: node.uiSchema,
    empty:
      Object.keys(node.schema.properties ?? {}).length === 0 &&
      !node.schema.oneOf,
  };
}
