import type { FieldProps, WidgetProps } from '@rjsf/utils';
import { Json, valueAt } from './json';

/** What the parts of the form know beside their own schema and value. */
export interface SpecFormContext {
  /** Show every error, also of fields that nobody has left yet. */
  showAll: boolean;
  /** The spec before anybody changed it: empty for a new cluster. */
  initial: Json;
  /** The next address range that is free: what a new cluster gets that names none. */
  freeCidr?: string;
  /** Owners for which the user may request clusters; undefined for all. */
  owners?: string[];
  /** What stands above a form of a single field: a group of the same name needs no title of its own. */
  heading?: string;
}

type Described = Pick<
  | WidgetProps<any, any, SpecFormContext>
  | FieldProps<any, any, SpecFormContext>,
  'schema' | 'uiSchema' | 'readonly' | 'formContext'
>;

/** What an enum's value, a number or a text is called. */
export const show = (value: unknown): string =>
  typeof value === 'boolean' ? (value && 'Yes') || 'No' : String(value);

const isSimple = (value: unknown) =>
  value !== undefined && value !== null && typeof value !== 'object';

/** The address range that a new cluster gets if its field stays empty. */
export function freeCidrFor({
  uiSchema,
  readonly,
  formContext,
}: Described): string | undefined {
  const isNew = Object.keys(formContext?.initial ?? {}).length === 0;
  return uiSchema?.['ui:widget'] === 'cidr' && isNew && !readonly
    ? formContext?.freeCidr
    : undefined;
}

/** What comes of a field that stays empty; nothing for inputs that show their default as their value. */
function ifEmpty(props: Described): string | undefined {
  const { type, enum: offered, default: value } = props.schema;
  const free = freeCidrFor(props);
  if (free) return `Leave it empty to get a free one (now ${free}).`;
  const preset =
    offered || ['integer', 'number', 'boolean'].includes(type as string);
  return isSimple(value) && !preset
    ? `If left out: ${show(value)}.`
    : undefined;
}

/** What a field that was changed held before; values that are offered say so themselves. */
function before(props: Described, value: unknown): string | undefined {
  const { schema, uiSchema, formContext } = props;
  const path = uiSchema?.['ui:options']?.path;
  if (schema.enum || typeof path !== 'string') return undefined;
  const was = valueAt(formContext?.initial, path);
  return isSimple(was) && was !== value ? `Was ${show(was)}.` : undefined;
}

/** Description, bounds, default, what `value` was before, and why a field cannot be changed. */
export function helpOf(props: Described, value: unknown) {
  const { schema, uiSchema, readonly } = props;
  const { description, minimum, maximum } = schema;
  const both = minimum !== undefined && maximum !== undefined;
  const help = [
    description &&
      (/[.!?]$/.test(description) ? description : `${description}.`),
    !readonly && both && `${minimum} to ${maximum}.`,
    !readonly && !both && minimum !== undefined && `At least ${minimum}.`,
    !readonly && !both && maximum !== undefined && `At most ${maximum}.`,
    !readonly && ifEmpty(props),
    !readonly && before(props, value),
    readonly && uiSchema?.['ui:options']?.reason,
  ];
  return help.filter(Boolean).join(' ') || undefined;
}
