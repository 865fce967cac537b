import { lighten, makeStyles, type Theme } from '@material-ui/core/styles';

/** The theme's own red is too pale for small text (WCAG 2.2, 1.4.3) in both modes. */
export const errorColor = ({ palette }: Theme) =>
  palette.type === 'dark'
    ? lighten(palette.error.light, 0.5)
    : palette.error.dark;

/**
 * Options of styles that are put on components of Material UI: their sheets, with indexes below 0, come first, whichever
 * module is loaded first.
 */
export const OVER_COMPONENTS = { index: 1 };

/** Looks that the inputs share. */
export const useInputStyles = makeStyles(
  theme => ({
    field: {
      minWidth: 0,
      maxWidth: theme.spacing(80),
    },
    label: {
      '&.Mui-error': { color: errorColor(theme) },
    },
    help: {
      fontSize: theme.typography.caption.fontSize,
      color: theme.palette.text.secondary,
      margin: theme.spacing(0.5, 0, 0),
      overflowWrap: 'anywhere',
      '&.Mui-error': { color: errorColor(theme) },
    },
    /** Room for a line that comes and goes. */
    line: {
      minHeight: '1.66em',
    },
    number: {
      maxWidth: theme.spacing(20),
    },
    yaml: {
      fontFamily: 'monospace',
    },
    /** Radio buttons and checkboxes in a row, as many as fit. */
    choices: {
      columnGap: theme.spacing(2),
    },
    popup: {
      zIndex: theme.zIndex.modal,
    },
    list: {
      listStyle: 'none',
      margin: 0,
      padding: theme.spacing(1, 0),
      maxHeight: '40vh',
      overflowY: 'auto',
    },
    option: {
      padding: theme.spacing(0.75, 2),
      cursor: 'pointer',
      overflowWrap: 'anywhere',
      '&[data-focus="true"]': { backgroundColor: theme.palette.action.hover },
      '&[aria-selected="true"]': {
        backgroundColor: theme.palette.action.selected,
      },
    },
  }),
  OVER_COMPONENTS,
);
