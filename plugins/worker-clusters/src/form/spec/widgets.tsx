import type { WidgetProps } from '@rjsf/utils';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { CidrInput } from '../CidrInput';
import { useShownErrors } from '../FieldErrors';
import { CheckInput } from '../inputs/CheckInput';
import { ChoiceInput } from '../inputs/ChoiceInput';
import { NumberInput } from '../inputs/NumberInput';
import { TextInput } from '../inputs/TextInput';
import { freeCidrFor, helpOf, show, SpecFormContext } from './context';
import { valueAt } from './json';
import { OwnerCombobox } from './OwnerCombobox';
import { workerClustersTranslationRef } from '../../translations';

type Props = WidgetProps<any, any, SpecFormContext>;

/** What every widget gives to its input. */
function useWidget(props: Props) {
  const { id, label, required, rawErrors, formContext } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { errors, onBlur } = useShownErrors(rawErrors, formContext?.showAll);
  const description = helpOf(props, props.value, t);
  return { id, label, description, required, errors, onBlur };
}

/** What cannot be changed, as a text. */
function ReadOnlyWidget(props: Props) {
  const { value } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <TextInput
      {...useWidget(props)}
      required={false}
      errors={[]}
      readOnly
      value={value === undefined || value === null ? '' : show(value, t)}
      onChange={() => undefined}
    />
  );
}

function NumberWidget(props: Props) {
  const { schema, value, onChange } = props;
  return (
    <NumberInput
      {...useWidget(props)}
      whole={schema.type === 'integer'}
      value={value ?? schema.default}
      onChange={onChange}
    />
  );
}

function PlainText(props: Props) {
  const { schema, value, onChange, disabled } = props;
  return (
    <TextInput
      {...useWidget(props)}
      value={typeof value === 'string' ? value : ''}
      onChange={text => onChange(text === '' ? undefined : text)}
      placeholder={
        schema.default === undefined ? undefined : String(schema.default)
      }
      disabled={disabled}
    />
  );
}

/** A text, or a number. */
export function TextWidget(props: Props) {
  if (props.readonly) return <ReadOnlyWidget {...props} />;
  const { type } = props.schema;
  return type === 'integer' || type === 'number' ? (
    <NumberWidget {...props} />
  ) : (
    <PlainText {...props} />
  );
}

function Choice(props: Props) {
  const { options, schema, uiSchema, value, onChange } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const offered = options.enumOptions ?? [];
  // Values may be numbers; the inputs speak of texts.
  const index = offered.findIndex(o => o.value === (value ?? schema.default));
  const path = uiSchema?.['ui:options']?.path as string | undefined;
  const now = path && valueAt(props.formContext?.initial, path);
  return (
    <ChoiceInput
      {...useWidget(props)}
      options={offered.map((option, i) => ({
        value: String(i),
        label:
          option.value === now
            ? t('form.spec.now', { value: option.label })
            : option.label,
      }))}
      value={index >= 0 ? String(index) : undefined}
      onChange={key => onChange(offered[Number(key)].value)}
    />
  );
}

/** One of some values. */
export function SelectWidget(props: Props) {
  return props.readonly ? <ReadOnlyWidget {...props} /> : <Choice {...props} />;
}

function Flag(props: Props) {
  return (
    <CheckInput
      {...useWidget(props)}
      value={Boolean(props.value ?? props.schema.default)}
      onChange={props.onChange}
    />
  );
}

export function CheckboxWidget(props: Props) {
  return props.readonly ? <ReadOnlyWidget {...props} /> : <Flag {...props} />;
}

export function CidrWidget(props: Props) {
  return (
    <CidrInput
      {...useWidget(props)}
      placeholder={
        freeCidrFor(props) ?? (props.schema.default as string | undefined)
      }
      value={props.value}
      readOnly={props.readonly}
      free={props.formContext?.freeCidr}
      onChange={props.onChange}
    />
  );
}

function OwnerInput(props: Props) {
  return (
    <OwnerCombobox
      {...useWidget(props)}
      owners={props.formContext?.owners}
      value={props.value}
      onChange={props.onChange}
    />
  );
}

export function OwnerWidget(props: Props) {
  return props.readonly ? (
    <ReadOnlyWidget {...props} />
  ) : (
    <OwnerInput {...props} />
  );
}
