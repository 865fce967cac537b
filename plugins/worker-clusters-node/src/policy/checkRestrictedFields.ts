import { isDeepStrictEqual } from 'node:util';
import {
  type RequestFinding,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { applyDefaults } from '@worker-clusters/kubernetes-schema';
import type { ClaimSpec, OpenApiSchema } from '../claims';
import type { Policy, RestrictedField } from './readPolicy';

/**
 * Fields of the platform repository's XRD that decide what a cluster deploys, from where, and who gets in. They are restricted without
 * being configured; an entry of `policy.restrictedFields` for the same field says what else is allowed.
 */
const RESTRICTED_BY_DEFAULT = [
  'spec.applications.repoURL',
  'spec.applications.targetRevision',
  'spec.applications.basePath',
  'spec.argocd.chartVersion',
  'spec.argocd.oidc.issuer',
  'spec.argocd.oidc.clientID',
  'spec.access.group',
  'spec.access.roleArn',
];

/** Longer values match no pattern. */
const MAX_LENGTH = 2048;

/**
 * Checks the fields that widen the reach of a cluster against their allow-lists. A value is allowed if the XRD has it as
 * default, `enum` or in its table `x-ui-values`, if the policy's list matches it, or if the claim had it before.
 *
 * @param input - `schema`: of `spec`; `spec`: with the XRD's defaults; `before`: as it was, with the XRD's defaults,
 *   absent for a new cluster
 * @public
 */
export function checkRestrictedFields(
  policy: Pick<Policy, 'restrictedFields'>,
  {
    schema,
    spec,
    before,
  }: { schema: OpenApiSchema; spec: ClaimSpec; before?: ClaimSpec },
): RequestFinding[] {
  return restrictedFields(policy).flatMap(({ field, allow }) => {
    const value = valueAt(spec, field);
    if (
      value === undefined ||
      (before && isDeepStrictEqual(value, valueAt(before, field)))
    ) {
      return [];
    }
    const offered = offeredValues(schema, field, allow);
    const allowed =
      offered.some(known => isDeepStrictEqual(known, value)) ||
      matchesAny(value, allow ?? []);
    if (allowed) return [];
    const label = titleAt(schema, field) ?? field.replace(/^spec\./, '');
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    const named = { field: label, value: shown.slice(0, 200) };
    const choices = [
      ...new Set([...offered.map(String), ...(allow ?? [])]),
    ].slice(0, 10);
    return [
      {
        severity: 'error',
        rule: 'restricted',
        field,
        ...(choices.length
          ? writeMessage('value-restricted-choices', {
              ...named,
              choices: choices.join(', '),
            })
          : writeMessage('value-restricted', named)),
      },
    ];
  });
}

/**
 * The values that a form can offer for the restricted fields: those of which every allowed value is known. A field that
 * takes a pattern has none.
 *
 * @param schema - of `spec`
 * @returns by path below `spec`, for example `argocd.chartVersion`
 * @public
 */
export function allowedValues(
  policy: Pick<Policy, 'restrictedFields'>,
  schema: OpenApiSchema,
): Record<string, string[]> {
  return Object.fromEntries(
    restrictedFields(policy).flatMap(({ field, allow }) => {
      if (allow?.some(pattern => pattern.includes('*'))) return [];
      const values = [...offeredValues(schema, field, allow), ...(allow ?? [])];
      const texts = values.filter((v): v is string => typeof v === 'string');
      return texts.length
        ? [[field.replace(/^spec\./, ''), [...new Set(texts)]]]
        : [];
    }),
  );
}

/** The restricted fields with their lists: those of every XRD, and those of the policy. */
function restrictedFields({
  restrictedFields: configured = [],
}: Pick<Policy, 'restrictedFields'>): Array<{
  field: string;
  allow?: string[];
}> {
  const byField = new Map<string, RestrictedField['allow'] | undefined>(
    RESTRICTED_BY_DEFAULT.map(field => [field, undefined]),
  );
  for (const { field, allow } of configured) byField.set(field, allow);
  return [...byField].map(([field, allow]) => ({ field, allow }));
}

/** What the XRD offers: its default and its enum; its table of values too, unless the policy has a list of its own. */
function offeredValues(
  schema: OpenApiSchema,
  field: string,
  allow: string[] | undefined,
): unknown[] {
  const own = schemaOf(schema, field) ?? {};
  const lists = allow ? [own.enum] : [own.enum, own['x-ui-values']];
  // An object around the field may have a default of its own, which is another than the field's.
  const whole = valueAt(applyDefaults(schema, {}) as ClaimSpec, field);
  return [
    ...new Set(
      [own.default, whole, ...lists.filter(Array.isArray).flat()].filter(
        value => value !== undefined,
      ),
    ),
  ];
}

function matchesAny(value: unknown, patterns: string[]): boolean {
  if (!['string', 'number', 'boolean'].includes(typeof value)) return false;
  const text = String(value);
  if (patterns.includes(text)) return true;
  // Clients resolve `..`, decode `%2e` and read `user@`: what a pattern matched would not be what is fetched.
  const plain =
    text.length <= MAX_LENGTH && !text.split('/').some(s => /^\.+$/.test(s));
  return plain && patterns.some(pattern => matches(text, pattern));
}

/** Matches a text against a pattern in which `*` stands for one or more of `A-Z a-z 0-9 . _ ~ + -`. */
function matches(text: string, pattern: string): boolean {
  if (!pattern.includes('*')) return false;
  const parts = pattern
    .split('*')
    .map(part => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\w.~+-]+')}$`).test(text);
}

function schemaOf(schema: OpenApiSchema, field: string): any {
  return field
    .split('.')
    .slice(1)
    .reduce<any>((s, key) => s?.properties?.[key], schema);
}

function titleAt(schema: OpenApiSchema, field: string): string | undefined {
  const title = schemaOf(schema, field)?.title;
  return typeof title === 'string' && title ? title : undefined;
}

function valueAt(spec: ClaimSpec, field: string): unknown {
  return field
    .split('.')
    .slice(1)
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Record<string, unknown>)[key]
          : undefined,
      spec,
    );
}
