export const requests = {
  change: 'Change cluster',
  /** A button that does nothing: the reason is a whole sentence. */
  notNow: 'Change cluster, not possible now. {{reason}}',
  menu: 'Change {{name}}',
  verb: {
    resize: 'Resize',
    upgrade: 'Upgrade',
    change: 'Edit specification',
    extend: 'Extend lifetime',
    decommission: 'Decommission',
  },
  noEnvironment:
    'The environment of the cluster is not known, so its claim cannot be found.',
  /** Why nothing can be requested in a phase. */
  impossible: {
    requested:
      'The cluster is only requested: its pull request is not merged yet.',
    merged: 'The cluster is not there yet: it is about to be created.',
    closed: 'The cluster was never created: its pull request was closed.',
    'awaiting-confirmation':
      'The cluster is about to be deleted: Argo CD waits for a confirmation.',
    deleting: 'The cluster is being deleted.',
  },
} as const;
