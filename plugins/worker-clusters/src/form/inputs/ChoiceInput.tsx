import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormLabel from '@material-ui/core/FormLabel';
import MenuItem from '@material-ui/core/MenuItem';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import Select from '@material-ui/core/Select';
import { FieldErrors } from '../FieldErrors';
import { describedBy, Help, InputFrame, type InputProps } from './InputFrame';
import { useInputStyles } from './styles';

interface Props extends InputProps {
  options: Array<{ value: string; label: string }>;
  value: string | undefined;
  onChange(value: string): void;
}

/** More values than these are a list instead of radio buttons. */
const MOST_RADIOS = 5;

function Radios(props: Props) {
  const { id, label, description, errors = [], options, value } = props;
  const classes = useInputStyles();
  return (
    <FormControl
      component="div"
      error={errors.length > 0}
      disabled={props.disabled}
      className={classes.field}
    >
      <FormLabel
        id={`${id}-label`}
        component="span"
        required={props.required}
        className={classes.label}
      >
        {label}
      </FormLabel>
      <RadioGroup
        id={id}
        row
        className={classes.choices}
        aria-labelledby={`${id}-label`}
        aria-describedby={describedBy(props)}
        aria-required={props.required || undefined}
        aria-invalid={errors.length > 0}
        value={value ?? null}
        onChange={(_, next) => props.onChange(next)}
        onBlur={props.onBlur}
      >
        {options.map(option => (
          <FormControlLabel
            key={option.value}
            value={option.value}
            label={option.label}
            control={<Radio color="primary" size="small" />}
          />
        ))}
      </RadioGroup>
      <Help id={id} text={description} />
      <FieldErrors id={`${id}-errors`} errors={errors} />
    </FormControl>
  );
}

function List({ options, value, onChange, ...frame }: Props) {
  const { id } = frame;
  return (
    <InputFrame {...frame}>
      <Select
        labelId={`${id}-label`}
        value={value ?? ''}
        onChange={event => onChange(String(event.target.value))}
        onBlur={frame.onBlur}
        SelectDisplayProps={{ id, 'aria-describedby': describedBy(frame) }}
      >
        {options.map(option => (
          <MenuItem key={option.value} value={option.value}>
            {option.label}
          </MenuItem>
        ))}
      </Select>
    </InputFrame>
  );
}

/** One of some values: radio buttons for a few, a list for more. */
export const ChoiceInput = (props: Props) =>
  props.options.length <= MOST_RADIOS ? (
    <Radios {...props} />
  ) : (
    <List {...props} />
  );
