import type { FieldProps, WidgetProps } from '@rjsf/utils';
import type { Translate } from '../../translations';
import { NO_NEWER_VERSION } from './claimSchema';
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
export const show = (value: unknown, t: Translate): string =>
  typeof value === 'boolean'
    ? t(value ? 'form.spec.yes' : 'form.spec.no')
    : String(value);

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
function ifEmpty(props: Described, t: Translate): string | undefined {
  const { type, enum: offered, default: value } = props.schema;
  const free = freeCidrFor(props);
  if (free) return t('form.spec.ifEmpty', { cidr: free });
  const preset =
    offered || ['integer', 'number', 'boolean'].includes(type as string);
  return isSimple(value) && !preset
    ? t('form.spec.ifLeftOut', { value: show(value, t) })
    : undefined;
}

/** What a field that was changed held before; values that are offered say so themselves. */
function before(
  props: Described,
  value: unknown,
  t: Translate,
): string | undefined {
  const { schema, uiSchema, formContext } = props;
  const path = uiSchema?.['ui:options']?.path;
  if (schema.enum || typeof path !== 'string') return undefined;
  const was = valueAt(formContext?.initial, path);
  return isSimple(was) && was !== value
    ? t('form.spec.was', { value: show(was, t) })
    : undefined;
}

/** Description, bounds, default, what `value` was before, and why a field cannot be changed. */
export function helpOf(props: Described, value: unknown, t: Translate) {
  const { schema, uiSchema, readonly } = props;
  const { description, minimum, maximum } = schema;
  const both = minimum !== undefined && maximum !== undefined;
  const limits = { minimum: String(minimum), maximum: String(maximum) };
  const help = [
    description &&
      (/[.!?]$/.test(description) ? description : `${description}.`),
    !readonly && both && t('form.spec.between', limits),
    !readonly &&
      !both &&
      minimum !== undefined &&
      t('form.spec.atLeast', limits),
    !readonly &&
      !both &&
      maximum !== undefined &&
      t('form.spec.atMost', limits),
    schema[NO_NEWER_VERSION] && t('form.spec.noNewerVersion'),
    !readonly && ifEmpty(props, t),
    !readonly && before(props, value, t),
    readonly &&
      uiSchema?.['ui:options']?.immutable === true &&
      t('form.spec.immutable'),
  ];
  return help.filter(Boolean).join(' ') || undefined;
}
