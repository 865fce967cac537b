import Input from '@material-ui/core/Input';
import { describedBy, InputFrame, type InputProps } from './InputFrame';
import { useInputStyles } from './styles';

export interface TextInputProps extends InputProps {
  value: string;
  onChange(value: string): void;
  placeholder?: string;
  /** Lines of a text that has several. */
  rows?: number;
  /** Default: whether there are errors. */
  invalid?: boolean;
  inputMode?: 'text' | 'numeric' | 'decimal';
  autoFocus?: boolean;
  /** Id of a further description. */
  describedById?: string;
}

/** A text. */
export function TextInput({
  value,
  onChange,
  placeholder,
  rows,
  inputMode,
  autoFocus,
  describedById,
  ...frame
}: TextInputProps) {
  const { id, errors = [], invalid = errors.length > 0 } = frame;
  const classes = useInputStyles();
  return (
    <InputFrame {...frame}>
      <Input
        id={id}
        value={value}
        onChange={event => onChange(event.target.value)}
        onBlur={frame.onBlur}
        placeholder={placeholder}
        multiline={rows !== undefined}
        rows={rows}
        readOnly={frame.readOnly}
        error={invalid}
        // Only where the template says so.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={autoFocus}
        className={inputMode && inputMode !== 'text' ? classes.number : ''}
        inputProps={{
          inputMode,
          autoComplete: 'off',
          spellCheck: false,
          className: rows ? classes.yaml : undefined,
          'aria-required': frame.required || undefined,
          'aria-describedby': [describedBy(frame), describedById]
            .filter(Boolean)
            .join(' '),
        }}
      />
    </InputFrame>
  );
}
