import { makeStyles } from '@material-ui/core/styles';
import { OVER_COMPONENTS } from '../inputs/styles';

/** Looks of fields that stand together. */
export const useGroupStyles = makeStyles(
  theme => ({
    fields: {
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(3),
      minWidth: 0,
    },
    group: {
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(2),
      minWidth: 0,
      margin: 0,
      padding: 0,
      border: 'none',
    },
    title: {
      borderBottom: `1px solid ${theme.palette.divider}`,
    },
    focused: {
      '&:focus': { outline: 'none' },
    },
    advanced: {
      minWidth: 0,
      backgroundColor: 'transparent',
      '&:before': { display: 'none' },
    },
    marks: {
      marginLeft: theme.spacing(1),
    },
    entry: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(1),
      '& > :first-child': { flex: '1 1 12rem', minWidth: 0 },
    },
    start: {
      alignSelf: 'flex-start',
    },
    chosen: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      justifyContent: 'space-between',
      gap: theme.spacing(1.5),
      padding: theme.spacing(1.5, 2),
      border: `1px solid ${theme.palette.divider}`,
      borderRadius: theme.shape.borderRadius,
      overflowWrap: 'anywhere',
    },
  }),
  OVER_COMPONENTS,
);
