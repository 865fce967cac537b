import type { FieldProps, WidgetProps } from '@rjsf/utils';
import type { Json } from './mergePatch';

/** What the parts of the form know beside their own schema and value. */
export interface SpecFormContext {
  /** Show every error, also of fields that nobody has left yet. */
  showAll: boolean;
  /** The spec before anybody changed it: empty for a new cluster. */
  initial: Json;
  freeCidr?: string;
}

type Described = Pick<
  WidgetProps | FieldProps,
  'schema' | 'uiSchema' | 'readonly'
>;

/** What an enum's value, a number or a text is called. */
export const show = (value: unknown): string =>
  typeof value === 'boolean' ? (value && 'Yes') || 'No' : String(value);

/** Description, bounds, default, and why a field cannot be changed. */
export function helpOf({ schema, uiSchema, readonly }: Described) {
  const { description, minimum, maximum } = schema;
  const value = schema.default;
  const simple =
    value !== undefined && value !== null && typeof value !== 'object';
  const both = minimum !== undefined && maximum !== undefined;
  const help = [
    description &&
      (/[.!?]$/.test(description) ? description : `${description}.`),
    !readonly && both && `${minimum} to ${maximum}.`,
    !readonly && !both && minimum !== undefined && `At least ${minimum}.`,
    !readonly && !both && maximum !== undefined && `At most ${maximum}.`,
    !readonly && simple && `If left out: ${show(value)}.`,
    readonly && uiSchema?.['ui:options']?.reason,
  ];
  return help.filter(Boolean).join(' ') || undefined;
}
