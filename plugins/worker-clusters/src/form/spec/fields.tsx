import { useId, useState } from 'react';
import {
  Button,
  Checkbox,
  CheckboxGroup,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import type { FieldProps } from '@rjsf/utils';
import { sameJson } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { parse, stringify } from 'yaml';
import { FieldErrors, useShownErrors } from '../FieldErrors';
import styles from '../form.module.css';
import { helpOf, SpecFormContext } from './context';
import { titleOf } from './claimSchema';

type Props = FieldProps<any, any, SpecFormContext>;

function useField(props: Props) {
  const { schema, name, rawErrors, formContext, errorSchema } = props;
  const inner = Object.values(errorSchema ?? {}).flatMap(
    (entry: any) => entry?.__errors ?? [],
  );
  const { errors, onBlur } = useShownErrors(
    [...(rawErrors ?? []), ...inner],
    formContext?.showAll,
  );
  const id = props.idSchema.$id;
  return {
    id,
    label: schema.title ?? titleOf(name),
    help: helpOf(props, props.formData),
    errors,
    errorId: `${id}-errors`,
    onBlur,
  };
}

/** A number, or a text such as `25%`. */
export function IntOrString(props: Props) {
  const { id, label, help, errors, errorId, onBlur } = useField(props);
  const { formData, onChange, readonly, schema } = props;
  const read = (text: string) => {
    if (text === '') return undefined;
    return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  };
  return (
    <div className={styles.field}>
      <TextField
        id={id}
        label={label}
        description={help}
        placeholder={
          schema.default === undefined ? undefined : String(schema.default)
        }
        value={formData === undefined ? '' : String(formData)}
        onChange={text => onChange(read(text))}
        onBlur={onBlur}
        validationBehavior="aria"
        isRequired={props.required}
        isReadOnly={readonly}
        isInvalid={errors.length > 0}
        aria-describedby={errorId}
      />
      <FieldErrors id={errorId} errors={errors} />
    </div>
  );
}

/** A list of texts or numbers, or of some values that are offered. */
export function ScalarList(props: Props) {
  const { id, label, help, errors, errorId, onBlur } = useField(props);
  const { formData, onChange, readonly, schema } = props;
  const entries: unknown[] = Array.isArray(formData) ? formData : [];
  const items = (schema.items ?? {}) as any;
  const numeric = items.type === 'integer' || items.type === 'number';
  const read = (text: string) =>
    numeric && text.trim() !== '' && !Number.isNaN(Number(text))
      ? Number(text)
      : text;
  const set = (next: unknown[]) => onChange(next.length ? next : undefined);

  if (Array.isArray(items.enum)) {
    const offered: unknown[] = items.enum;
    return (
      <div className={styles.field} onBlur={onBlur}>
        <CheckboxGroup
          label={label}
          description={help}
          value={entries.map(String)}
          onChange={keys =>
            set(offered.filter(value => keys.includes(String(value))))
          }
          validationBehavior="aria"
          isReadOnly={readonly}
          isInvalid={errors.length > 0}
          aria-describedby={errorId}
        >
          {offered.map(value => (
            <Checkbox key={String(value)} value={String(value)}>
              {String(value)}
            </Checkbox>
          ))}
        </CheckboxGroup>
        <FieldErrors id={errorId} errors={errors} />
      </div>
    );
  }
  return (
    <fieldset
      className={styles.group}
      aria-describedby={`${id}-help ${errorId}`}
    >
      <legend>{label}</legend>
      {help && (
        <p id={`${id}-help`} className={styles.status}>
          {help}
        </p>
      )}
      {entries.map((entry, index) => (
        // Entries have no identity but their place.
        // eslint-disable-next-line react/no-array-index-key
        <div key={index} className={styles.entry}>
          <TextField
            aria-label={`${label}, entry ${index + 1}`}
            value={String(entry ?? '')}
            onChange={text =>
              set(entries.map((e, i) => (i === index ? read(text) : e)))
            }
            onBlur={onBlur}
            validationBehavior="aria"
            isReadOnly={readonly}
            isInvalid={errors.length > 0}
            aria-describedby={errorId}
          />
          {!readonly && (
            <Button
              variant="tertiary"
              aria-label={`Remove entry ${index + 1} of ${label}`}
              onPress={() => set(entries.filter((_, i) => i !== index))}
            >
              Remove
            </Button>
          )}
        </div>
      ))}
      <FieldErrors id={errorId} errors={errors} />
      {!readonly && (
        <Button
          variant="secondary"
          size="small"
          aria-label={`Add an entry to ${label}`}
          onPress={() => onChange([...entries, ''])}
        >
          Add
        </Button>
      )}
    </fieldset>
  );
}

function toYaml(value: unknown): string {
  return value === undefined ? '' : stringify(value);
}

/** YAML (or JSON) as a value; what is not YAML stays a text, which the schema then refuses. */
function readYaml(text: string): { value: unknown; problem?: string } {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: parse(text) };
  } catch (error) {
    const [line] = (error as Error).message.split('\n');
    return { value: text, problem: `This is not YAML: ${line}` };
  }
}

/** Whatever has no better input: its YAML. */
export function Raw(props: Props) {
  const { label, help, errors, onBlur } = useField(props);
  const { formData, onChange, readonly, required } = props;
  const [text, setText] = useState(() => toYaml(formData));
  const [problem, setProblem] = useState<string>();
  const errorId = `${useId()}-errors`;
  // Somebody else may have changed the value; what is being typed stays as it is typed.
  const shown = sameJson(readYaml(text).value, formData)
    ? text
    : toYaml(formData);
  const all = problem ? [problem] : errors;
  return (
    <div className={styles.field}>
      <TextAreaField
        label={label}
        description={[help, 'Written as YAML or JSON.']
          .filter(Boolean)
          .join(' ')}
        className={styles.yaml}
        rows={5}
        value={shown}
        onChange={next => {
          setText(next);
          const read = readYaml(next);
          setProblem(read.problem);
          onChange(read.value);
        }}
        onBlur={onBlur}
        validationBehavior="aria"
        isRequired={required}
        isReadOnly={readonly}
        isInvalid={all.length > 0}
        aria-describedby={errorId}
        spellCheck="false"
      />
      <FieldErrors id={errorId} errors={all} />
    </div>
  );
}
