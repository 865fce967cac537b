import { alpha, makeStyles } from '@material-ui/core/styles';
import { errorColor } from '../inputs/styles';

/** Looks of the preview. */
export const useReviewStyles = makeStyles(theme => {
  const { palette } = theme;
  const readable = (color: { dark: string; light: string }) =>
    palette.type === 'dark' ? color.light : color.dark;
  return {
    preview: {
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(3),
      minWidth: 0,
    },
    result: {
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(2),
      minWidth: 0,
      '&:focus': { outline: 'none' },
    },
    part: {
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(1),
      minWidth: 0,
    },
    findings: {
      listStyle: 'none',
      margin: 0,
      padding: 0,
      '& li': {
        display: 'grid',
        gridTemplateColumns: '6.5rem minmax(0, 1fr)',
        gap: theme.spacing(1),
        padding: theme.spacing(1, 0),
        borderBottom: `1px solid ${palette.divider}`,
        overflowWrap: 'anywhere',
        [theme.breakpoints.down('xs')]: {
          gridTemplateColumns: 'minmax(0, 1fr)',
        },
      },
    },
    mark: {
      display: 'inline-flex',
      alignItems: 'center',
      alignSelf: 'start',
      gap: '0.35em',
      fontWeight: 600,
      '& svg': { width: '1.15em', height: '1.15em', flex: 'none' },
    },
    error: { color: errorColor(theme) },
    warning: { color: palette.type === 'dark' ? '#ffb74d' : '#8a5300' },
    info: { color: readable(palette.info) },
    list: {
      margin: 0,
      paddingLeft: '1.25em',
      '& li': { margin: theme.spacing(0.5, 0) },
    },
    resources: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(0.5, 2),
      listStyle: 'none',
      margin: 0,
      padding: 0,
    },
    scroll: { overflowX: 'auto' },
    table: {
      width: '100%',
      borderCollapse: 'collapse',
      // Fixed, so that a long name in one column leaves the others the width of a word.
      tableLayout: 'fixed',
      '& th:first-child': { width: '40%' },
      '& th, & td': {
        textAlign: 'left',
        verticalAlign: 'top',
        padding: theme.spacing(1, 1.5, 1, 0),
        borderBottom: `1px solid ${palette.divider}`,
        overflowWrap: 'anywhere',
      },
    },
    quiet: { color: palette.text.secondary },
    code: { fontFamily: 'monospace', fontSize: '0.85em' },
    file: {
      maxHeight: '28rem',
      overflow: 'auto',
      border: `1px solid ${palette.divider}`,
      borderRadius: theme.shape.borderRadius,
      '& pre': {
        margin: 0,
        padding: theme.spacing(1.5, 0),
        width: 'max-content',
        minWidth: '100%',
      },
      '& pre > div': { padding: theme.spacing(0, 1.5), whiteSpace: 'pre' },
    },
    sign: { display: 'inline-block', width: '1.5em', userSelect: 'none' },
    added: { backgroundColor: alpha(palette.success.main, 0.2) },
    removed: { backgroundColor: alpha(palette.error.main, 0.2) },
    same: {},
    place: { color: palette.text.secondary },
  };
});
