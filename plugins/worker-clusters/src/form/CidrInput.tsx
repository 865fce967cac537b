import { Button, TextField } from '@backstage/ui';
import { FieldErrors } from './FieldErrors';
import styles from './form.module.css';

/** An IPv4 address range, with one that is free. */
export function CidrInput(props: {
  id: string;
  label: string;
  description?: string;
  placeholder?: string;
  value?: string;
  required?: boolean;
  readOnly?: boolean;
  free?: string;
  errors: string[];
  onChange(value: string | undefined): void;
  onBlur(): void;
}) {
  const { id, value, free, errors, onChange, readOnly } = props;
  const errorId = `${id}-errors`;
  return (
    <div className={styles.field}>
      <TextField
        id={id}
        label={props.label}
        description={props.description}
        placeholder={props.placeholder}
        value={value ?? ''}
        onChange={text =>
          onChange(text.trim() === '' ? undefined : text.trim())
        }
        onBlur={props.onBlur}
        validationBehavior="aria"
        isRequired={props.required}
        isReadOnly={readOnly}
        isInvalid={errors.length > 0}
        aria-describedby={errorId}
        autoComplete="off"
        spellCheck="false"
      />
      <FieldErrors id={errorId} errors={errors} />
      {free && free !== value && !readOnly && (
        <Button variant="secondary" size="small" onPress={() => onChange(free)}>
          Use {free}, which is free
        </Button>
      )}
    </div>
  );
}
