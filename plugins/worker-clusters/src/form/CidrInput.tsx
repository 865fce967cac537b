import Button from '@material-ui/core/Button';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef } from '../translations';
import type { InputProps } from './inputs/InputFrame';
import { TextInput } from './inputs/TextInput';

/** An IPv4 address range, with one that is free. */
export function CidrInput({
  value,
  free,
  placeholder,
  onChange,
  ...input
}: InputProps & {
  placeholder?: string;
  value?: string;
  free?: string;
  onChange(value: string | undefined): void;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <div>
      <TextInput
        {...input}
        placeholder={placeholder}
        value={value ?? ''}
        onChange={text => onChange(text.trim() || undefined)}
      />
      {free && free !== value && !input.readOnly && (
        <Button
          variant="outlined"
          size="small"
          style={{ marginTop: 8 }}
          onClick={() => onChange(free)}
        >
          {t('form.cidr.useFree', { cidr: free })}
        </Button>
      )}
    </div>
  );
}
