/** What happened to a cluster. */
export const history = {
  phases: {
    heading: 'Phases',
    kept: 'Newest first. Kept for {{duration}}, and at most {{phases}} of them.',
    older: 'Show older phases',
    failed: 'Older phases cannot be read at the moment.',
    phase: 'Phase',
    began: 'Began',
    lasted: 'Lasted',
    untilNow: 'until now',
  },
  merged: {
    heading: 'Changes',
    none: 'No pull request of this cluster has been merged yet.',
  },
  closed: {
    heading: 'Closed without a merge',
    none: 'No pull request of this cluster was closed without a merge.',
  },
  verbs: {
    create: 'Create',
    update: 'Change',
    decommission: 'Decommission',
  },
  by: 'by {{who}}',
  notSet: 'not set',
  notApplied: 'not applied yet',
  failed: 'The pull requests cannot be read at the moment.',
} as const;
