import Checkbox from '@material-ui/core/Checkbox';
import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormGroup from '@material-ui/core/FormGroup';
import FormLabel from '@material-ui/core/FormLabel';
import { FieldErrors } from '../FieldErrors';
import { describedBy, Help, type InputProps } from './InputFrame';
import { useInputStyles } from './styles';

/** Yes or no. */
export function CheckInput(
  props: InputProps & { value: boolean; onChange(value: boolean): void },
) {
  const { id, label, errors = [], value, onChange } = props;
  const { field } = useInputStyles();
  return (
    <FormControl error={errors.length > 0} className={field}>
      <FormControlLabel
        label={label}
        control={
          <Checkbox
            id={id}
            color="primary"
            checked={value}
            onChange={(_, checked) => onChange(checked)}
            onBlur={props.onBlur}
            inputProps={{
              'aria-describedby': describedBy(props),
              'aria-invalid': errors.length > 0,
            }}
          />
        }
      />
      <Help id={id} text={props.description} />
      <FieldErrors id={`${id}-errors`} errors={errors} />
    </FormControl>
  );
}

/** Any of some values. */
export function ChecksInput(
  props: InputProps & {
    options: string[];
    value: string[];
    onChange(value: string[]): void;
  },
) {
  const { id, label, errors = [], options, value, onChange } = props;
  const classes = useInputStyles();
  return (
    <FormControl
      component="fieldset"
      error={errors.length > 0}
      disabled={props.readOnly}
      aria-describedby={describedBy(props)}
      className={classes.field}
      onBlur={props.onBlur}
    >
      <FormLabel component="legend" className={classes.label}>
        {label}
      </FormLabel>
      <FormGroup row className={classes.choices}>
        {options.map(option => (
          <FormControlLabel
            key={option}
            label={option}
            control={
              <Checkbox
                color="primary"
                size="small"
                checked={value.includes(option)}
                onChange={(_, checked) =>
                  onChange(
                    options.filter(o =>
                      o === option ? checked : value.includes(o),
                    ),
                  )
                }
              />
            }
          />
        ))}
      </FormGroup>
      <Help id={id} text={props.description} />
      <FieldErrors id={`${id}-errors`} errors={errors} />
    </FormControl>
  );
}
