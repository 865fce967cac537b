import { useState } from 'react';
import Button from '@material-ui/core/Button';
import FormLabel from '@material-ui/core/FormLabel';
import Input from '@material-ui/core/Input';
import type { FieldProps } from '@rjsf/utils';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { sameJson } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { parse, stringify } from 'yaml';
import { FieldErrors, useShownErrors } from '../FieldErrors';
import { ChecksInput } from '../inputs/CheckInput';
import { describedBy, Help } from '../inputs/InputFrame';
import { TextInput } from '../inputs/TextInput';
import { helpOf, SpecFormContext } from './context';
import { titleOf } from './claimSchema';
import { useGroupStyles } from './styles';
import { workerClustersTranslationRef } from '../../translations';

type Props = FieldProps<any, any, SpecFormContext>;

function useField(props: Props) {
  const { schema, name, rawErrors, formContext, errorSchema } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const inner = Object.values(errorSchema ?? {}).flatMap(
    (entry: any) => entry?.__errors ?? [],
  );
  const { errors, onBlur } = useShownErrors(
    [...(rawErrors ?? []), ...inner],
    formContext?.showAll,
  );
  return {
    id: props.idSchema.$id,
    label: schema.title ?? titleOf(name),
    description: helpOf(props, props.formData, t),
    errors,
    onBlur,
    required: props.required,
    readOnly: props.readonly,
  };
}

/** A number, or a text such as `25%`. */
export function IntOrString(props: Props) {
  const { formData, onChange, schema } = props;
  const read = (text: string) => {
    if (text === '') return undefined;
    return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  };
  return (
    <TextInput
      {...useField(props)}
      placeholder={
        schema.default === undefined ? undefined : String(schema.default)
      }
      value={formData === undefined ? '' : String(formData)}
      onChange={text => onChange(read(text))}
    />
  );
}

/** A list of texts or numbers, or of some values that are offered. */
export function ScalarList(props: Props) {
  const field = useField(props);
  const { id, label, description, errors, onBlur } = field;
  const { formData, onChange, readonly, schema } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const classes = useGroupStyles();
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
      <ChecksInput
        {...field}
        options={offered.map(String)}
        value={entries.map(String)}
        onChange={keys =>
          set(offered.filter(value => keys.includes(String(value))))
        }
      />
    );
  }
  return (
    <fieldset className={classes.group} aria-describedby={describedBy(field)}>
      <FormLabel component="legend">{label}</FormLabel>
      {entries.map((entry, index) => (
        // Entries have no identity but their place.
        // eslint-disable-next-line react/no-array-index-key
        <div key={index} className={classes.entry}>
          <Input
            value={String(entry ?? '')}
            onChange={({ target }) =>
              set(entries.map((e, i) => (i === index ? read(target.value) : e)))
            }
            onBlur={onBlur}
            readOnly={readonly}
            error={errors.length > 0}
            inputProps={{
              'aria-label': t('form.spec.list.entry', {
                label,
                number: String(index + 1),
              }),
              'aria-describedby': describedBy(field),
            }}
          />
          {!readonly && (
            <Button
              size="small"
              aria-label={t('form.spec.list.removeLabel', {
                label,
                number: String(index + 1),
              })}
              onClick={() => set(entries.filter((_, i) => i !== index))}
            >
              {t('form.spec.list.remove')}
            </Button>
          )}
        </div>
      ))}
      <div>
        <Help id={id} text={description} />
        <FieldErrors id={`${id}-errors`} errors={errors} />
      </div>
      {!readonly && (
        <Button
          variant="outlined"
          size="small"
          className={classes.start}
          aria-label={t('form.spec.list.addLabel', { label })}
          onClick={() => onChange([...entries, ''])}
        >
          {t('form.spec.list.add')}
        </Button>
      )}
    </fieldset>
  );
}

function toYaml(value: unknown): string {
  return value === undefined ? '' : stringify(value);
}

/** YAML (or JSON) as a value; what is not YAML stays a text, which the schema then refuses, and has a problem. */
function readYaml(text: string): { value: unknown; problem?: string } {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: parse(text) };
  } catch (error) {
    const [line] = (error as Error).message.split('\n');
    return { value: text, problem: line };
  }
}

/** Whatever has no better input: its YAML. */
export function Raw(props: Props) {
  const field = useField(props);
  const { formData, onChange } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const [text, setText] = useState(() => toYaml(formData));
  const [problem, setProblem] = useState<string>();
  // Somebody else may have changed the value; what is being typed stays as it is typed.
  const shown = sameJson(readYaml(text).value, formData)
    ? text
    : toYaml(formData);
  return (
    <TextInput
      {...field}
      description={[field.description, t('form.spec.yaml')]
        .filter(Boolean)
        .join(' ')}
      errors={
        problem ? [t('form.spec.notYaml', { message: problem })] : field.errors
      }
      rows={5}
      value={shown}
      onChange={next => {
        setText(next);
        const read = readYaml(next);
        setProblem(read.problem);
        onChange(read.value);
      }}
    />
  );
}
