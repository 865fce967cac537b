import type { ReactNode } from 'react';
import FormControl from '@material-ui/core/FormControl';
import FormHelperText from '@material-ui/core/FormHelperText';
import InputLabel from '@material-ui/core/InputLabel';
import { FieldErrors } from '../FieldErrors';
import { useInputStyles } from './styles';

/** What every input takes. */
export interface InputProps {
  id: string;
  label: string;
  description?: string;
  errors?: string[];
  required?: boolean;
  readOnly?: boolean;
  disabled?: boolean;
  onBlur?(): void;
}

/** Value of `aria-describedby`: the help and the errors of an input that are there. */
export const describedBy = ({
  id,
  description,
  errors = [],
}: Pick<InputProps, 'id' | 'description' | 'errors'>): string | undefined =>
  [description && `${id}-help`, errors.length > 0 && `${id}-errors`]
    .filter(Boolean)
    .join(' ') || undefined;

/** The help below an input. */
export function Help({ id, text }: { id: string; text?: string }) {
  const { help } = useInputStyles();
  return text ? (
    <FormHelperText id={`${id}-help`} error={false} className={help}>
      {text}
    </FormHelperText>
  ) : null;
}

/** Label, help and errors around a text, as the scaffolder's form has them. */
export function InputFrame({
  id,
  label,
  description,
  errors = [],
  required,
  disabled,
  invalid = errors.length > 0,
  children,
}: InputProps & { invalid?: boolean; children: ReactNode }) {
  const classes = useInputStyles();
  return (
    <FormControl
      fullWidth
      error={invalid}
      disabled={disabled}
      className={classes.field}
    >
      {/* Required by the label alone: the browser's own bubble would hide the form's sentences. */}
      <InputLabel
        id={`${id}-label`}
        htmlFor={id}
        required={required}
        className={classes.label}
      >
        {label}
      </InputLabel>
      {children}
      <Help id={id} text={description} />
      <FieldErrors id={`${id}-errors`} errors={errors} />
    </FormControl>
  );
}
