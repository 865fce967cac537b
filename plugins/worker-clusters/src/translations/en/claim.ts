/** The claim of a cluster. */
export const claim = {
  inGit: 'Claim in Git',
  file: 'The file {{path}}',
  missing: 'The claim is not in Git',
  failed: 'The claim cannot be read from Git at the moment.',
  applied: 'Claim in the management cluster',
  managementCluster: 'Management cluster',
  claim: 'Claim',
  syncedBy: 'Synced by',
  revision: 'Revision',
  tracking: {
    none: 'Nothing: the claim was applied by hand',
    noArgoCd: 'Argo CD is not installed in the management cluster',
  },
  byHand:
    'A pull request neither changes nor removes this cluster until the claim is in the GitOps repository.',
  openChanges: 'Open changes',
  noOpenChange: 'No pull request of this cluster is open.',
  changes: 'Fields that change',
  field: 'Field',
  before: 'Before',
  after: 'After',
  findings: { error: 'Error', warning: 'Warning' },
  checks: {
    pending: 'checks run',
    passed: 'checks passed',
    failed: 'checks failed',
  },
  mergeability: {
    mergeable: 'can be merged',
    conflict: 'conflicts with the branch',
    blocked: 'blocked by a rule of the Git host',
    unknown: 'mergeability not known',
  },
} as const;
