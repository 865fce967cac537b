import { useState } from 'react';
import FormHelperText from '@material-ui/core/FormHelperText';
import { useInputStyles } from './inputs/styles';

/** Errors are shown once somebody has left the field, or tried to go on. */
export function useShownErrors(rawErrors: string[] = [], showAll = false) {
  const [left, setLeft] = useState(false);
  return {
    errors: left || showAll ? rawErrors : [],
    onBlur: () => setLeft(true),
  };
}

/** What is wrong with a field; its input refers to it by `aria-describedby`. */
export function FieldErrors({ id, errors }: { id: string; errors: string[] }) {
  const { help } = useInputStyles();
  return (
    <div id={id} aria-live="polite">
      {[...new Set(errors)].map(error => (
        <FormHelperText key={error} error className={help}>
          {error}
        </FormHelperText>
      ))}
    </div>
  );
}
