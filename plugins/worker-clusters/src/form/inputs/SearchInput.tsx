import { useMemo, useState } from 'react';
import Input from '@material-ui/core/Input';
import Paper from '@material-ui/core/Paper';
import Popper from '@material-ui/core/Popper';
import Typography from '@material-ui/core/Typography';
import useAutocomplete from '@material-ui/lab/useAutocomplete';
import { describedBy, InputFrame, type InputProps } from './InputFrame';
import { useInputStyles } from './styles';

export interface SearchOption {
  id: string;
  label: string;
  description?: string;
}

/** All that were found match already: the server searches. */
const ALL = (options: SearchOption[]) => options;

/**
 * One of the values that a search finds. A combobox with a list as ARIA 1.2 has it: `Autocomplete` of Material UI gives
 * the role to the box around the input, so that the input has none.
 */
export function SearchInput({
  options,
  value,
  text,
  onText,
  onChange,
  placeholder,
  autoFocus,
  ...frame
}: InputProps & {
  options: SearchOption[];
  /** What is chosen. */
  value?: SearchOption;
  /** What is typed. */
  text: string;
  onText(text: string): void;
  onChange(id: string | undefined): void;
  placeholder?: string;
  autoFocus?: boolean;
}) {
  const { id, errors = [] } = frame;
  const classes = useInputStyles();
  const [open, setOpen] = useState(false);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const chosenId = value?.id;
  const chosenLabel = value?.label ?? '';
  const chosen = useMemo(
    () => (chosenId ? { id: chosenId, label: chosenLabel } : null),
    [chosenId, chosenLabel],
  );
  const list = useAutocomplete<SearchOption>({
    id,
    options,
    filterOptions: ALL,
    getOptionLabel: option => option.label,
    getOptionSelected: (option, other) => option.id === other.id,
    value: chosen,
    inputValue: text,
    onInputChange: (_, next) => onText(next),
    onChange: (_, option) => onChange(option?.id),
    open,
    onOpen: () => setOpen(true),
    onClose: (_, reason) => {
      setOpen(false);
      if (reason === 'escape') onText(chosenLabel);
    },
  });
  const found = list.groupedOptions;
  const expanded = open && found.length > 0;
  // Handlers of mouse and keys; the role and its states are the input's.
  const {
    role: _role,
    'aria-owns': _owns,
    'aria-expanded': _expanded,
    onKeyDown,
    ...root
  } = list.getRootProps() as Record<string, any>;
  return (
    <InputFrame {...frame}>
      <Input
        {...root}
        ref={setAnchor}
        onKeyDown={event => {
          // A search is no reason to send the form.
          if (event.key === 'Enter' && open) event.preventDefault();
          onKeyDown(event);
        }}
        onBlur={frame.onBlur}
        placeholder={placeholder}
        // Whoever pressed "Change" wants to type.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={autoFocus}
        inputProps={{
          ...list.getInputProps(),
          role: 'combobox',
          'aria-expanded': expanded,
          'aria-haspopup': 'listbox',
          'aria-required': frame.required || undefined,
          'aria-invalid': errors.length > 0,
          'aria-describedby': describedBy(frame),
        }}
      />
      <Popper
        open={expanded}
        anchorEl={anchor}
        placement="bottom-start"
        className={classes.popup}
        style={{ width: anchor?.clientWidth }}
      >
        <Paper elevation={8}>
          <ul {...list.getListboxProps()} className={classes.list}>
            {found.map((option, index) => {
              const { key, ...item } = list.getOptionProps({
                option,
                index,
              }) as any;
              const of = `${id}-option-${index}`;
              return (
                <li
                  key={option.id}
                  {...item}
                  className={classes.option}
                  aria-labelledby={`${of}-label`}
                  aria-describedby={
                    option.description ? `${of}-description` : undefined
                  }
                >
                  <Typography id={`${of}-label`} variant="body2">
                    {option.label}
                  </Typography>
                  {option.description && (
                    <Typography
                      id={`${of}-description`}
                      variant="caption"
                      color="textSecondary"
                      component="p"
                    >
                      {option.description}
                    </Typography>
                  )}
                </li>
              );
            })}
          </ul>
        </Paper>
      </Popper>
    </InputFrame>
  );
}
