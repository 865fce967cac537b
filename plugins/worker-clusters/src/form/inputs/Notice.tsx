import type { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import AlertTitle from '@material-ui/lab/AlertTitle';

export type NoticeStatus = 'success' | 'info' | 'warning' | 'error';

const useStyles = makeStyles(theme => ({
  message: { minWidth: 0, overflowWrap: 'anywhere' },
  title: { marginBottom: 0, fontSize: theme.typography.body1.fontSize },
  actions: { marginTop: theme.spacing(1) },
}));

/** Something to know, with its weight. Says nothing by itself: what appears late stands in a live region. */
export function Notice(props: {
  status: NoticeStatus;
  title: string;
  children?: ReactNode;
  /** Buttons; below the text, where there is room on a phone too. */
  actions?: ReactNode;
}) {
  const classes = useStyles();
  return (
    <Alert
      severity={props.status}
      // Its own, "alert", would be read at once.
      role="presentation"
      data-status={props.status}
      classes={{ message: classes.message }}
    >
      <AlertTitle className={classes.title}>{props.title}</AlertTitle>
      {props.children}
      {props.actions && <div className={classes.actions}>{props.actions}</div>}
    </Alert>
  );
}
