import {
  Checkbox,
  NumberField,
  Radio,
  RadioGroup,
  Select,
  TextField,
} from '@backstage/ui';
import type { WidgetProps } from '@rjsf/utils';
import { CidrInput } from '../CidrInput';
import { FieldErrors, useShownErrors } from '../FieldErrors';
import styles from '../form.module.css';
import { freeCidrFor, helpOf, show, SpecFormContext } from './context';
import { valueAt } from './json';
import { OwnerCombobox } from './OwnerCombobox';

type Props = WidgetProps<any, any, SpecFormContext>;

const MOST_RADIOS = 4;

/** What every widget has in common. */
function useWidget(props: Props) {
  const { id, label, required, rawErrors, formContext } = props;
  const { errors, onBlur } = useShownErrors(rawErrors, formContext?.showAll);
  const errorId = `${id}-errors`;
  return {
    errors,
    onBlur,
    common: {
      id,
      label,
      description: helpOf(props, props.value),
      // The browser's own bubbles would hide the sentences of the form.
      validationBehavior: 'aria' as const,
      isRequired: required,
      isInvalid: errors.length > 0,
      'aria-describedby': errorId,
      onBlur,
    },
    footer: <FieldErrors id={errorId} errors={errors} />,
  };
}

function ReadOnlyWidget(props: Props) {
  const { common } = useWidget(props);
  const { value } = props;
  return (
    <div className={styles.field}>
      <TextField
        {...common}
        isRequired={false}
        isReadOnly
        value={value === undefined || value === null ? '' : show(value)}
      />
    </div>
  );
}

function NumberWidget(props: Props) {
  const { common, footer } = useWidget(props);
  const { schema, value, onChange } = props;
  const shown = value ?? schema.default;
  return (
    <div className={styles.field}>
      <NumberField
        {...common}
        className={styles.number}
        value={typeof shown === 'number' ? shown : NaN}
        onChange={n => onChange(Number.isNaN(n) ? undefined : n)}
        formatOptions={
          schema.type === 'integer' ? { maximumFractionDigits: 0 } : undefined
        }
      />
      {footer}
    </div>
  );
}

function TextInput(props: Props) {
  const { common, footer } = useWidget(props);
  const { schema, value, onChange, disabled } = props;
  return (
    <div className={styles.field}>
      <TextField
        {...common}
        value={typeof value === 'string' ? value : ''}
        onChange={text => onChange(text === '' ? undefined : text)}
        placeholder={
          schema.default === undefined ? undefined : String(schema.default)
        }
        isDisabled={disabled}
        autoComplete="off"
        spellCheck="false"
      />
      {footer}
    </div>
  );
}

/** A text, or a number. */
export function TextWidget(props: Props) {
  if (props.readonly) return <ReadOnlyWidget {...props} />;
  const { type } = props.schema;
  return type === 'integer' || type === 'number' ? (
    <NumberWidget {...props} />
  ) : (
    <TextInput {...props} />
  );
}

const schemaPath = ({ uiSchema }: Props) =>
  uiSchema?.['ui:options']?.path as string | undefined;

function Choice(props: Props) {
  const { common, footer } = useWidget(props);
  const { options, schema, value, onChange } = props;
  const offered = options.enumOptions ?? [];
  // Values may be numbers; the inputs speak of texts.
  const index = offered.findIndex(o => o.value === (value ?? schema.default));
  const choose = (key: unknown) => {
    const option = offered[Number(key)];
    if (option) onChange(option.value);
  };
  const shown = index >= 0 ? String(index) : null;
  const path = schemaPath(props);
  const now = path && valueAt(props.formContext?.initial, path);
  const labelOf = (option: { label: string; value: unknown }) =>
    option.value === now ? `${option.label} (now)` : option.label;
  return (
    <div className={styles.field}>
      {offered.length <= MOST_RADIOS ? (
        <RadioGroup {...common} value={shown} onChange={choose}>
          {offered.map((option, i) => (
            <Radio key={option.label} value={String(i)}>
              {labelOf(option)}
            </Radio>
          ))}
        </RadioGroup>
      ) : (
        <Select
          {...common}
          options={offered.map((option, i) => ({
            id: String(i),
            label: labelOf(option),
          }))}
          value={shown}
          onChange={choose}
        />
      )}
      {footer}
    </div>
  );
}

/** One of some values: radio buttons for a few, a list for more. */
export function SelectWidget(props: Props) {
  return props.readonly ? <ReadOnlyWidget {...props} /> : <Choice {...props} />;
}

function Flag(props: Props) {
  const { common, footer } = useWidget(props);
  const { label, description, ...rest } = common;
  const helpId = `${props.id}-help`;
  return (
    <div className={styles.field}>
      <Checkbox
        {...rest}
        isRequired={false}
        aria-describedby={`${helpId} ${rest['aria-describedby']}`}
        isSelected={Boolean(props.value ?? props.schema.default)}
        onChange={props.onChange}
      >
        {label}
      </Checkbox>
      {description && (
        <div id={helpId} className={styles.status}>
          {description}
        </div>
      )}
      {footer}
    </div>
  );
}

export function CheckboxWidget(props: Props) {
  return props.readonly ? <ReadOnlyWidget {...props} /> : <Flag {...props} />;
}

export function CidrWidget(props: Props) {
  const { errors, onBlur } = useWidget(props);
  return (
    <CidrInput
      id={props.id}
      label={props.label}
      description={helpOf(props, props.value)}
      placeholder={
        freeCidrFor(props) ?? (props.schema.default as string | undefined)
      }
      value={props.value}
      required={props.required}
      readOnly={props.readonly}
      free={props.formContext?.freeCidr}
      errors={errors}
      onChange={props.onChange}
      onBlur={onBlur}
    />
  );
}

function OwnerInput(props: Props) {
  const { common, footer } = useWidget(props);
  return (
    <div className={styles.field}>
      <OwnerCombobox
        {...common}
        owners={props.formContext?.owners}
        value={props.value}
        onChange={props.onChange}
      />
      {footer}
    </div>
  );
}

export function OwnerWidget(props: Props) {
  return props.readonly ? (
    <ReadOnlyWidget {...props} />
  ) : (
    <OwnerInput {...props} />
  );
}
