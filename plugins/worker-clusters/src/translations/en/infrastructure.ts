/** What Crossplane makes of the claim of a cluster. */
export const infrastructure = {
  title: 'Infrastructure',
  note: 'In the management cluster: the claim from Git, provisioned by Crossplane.',
  managementCluster: 'Management cluster',
  claim: 'Claim',
  syncedBy: 'Synced by',
  tracking: {
    none: 'Nothing: the claim was applied by hand',
    noArgoCd: 'Argo CD is not installed in the management cluster',
  },
  untracked: {
    title: 'Not managed from Git',
    description:
      'No Application of the management Argo CD tracks this claim: it was applied by hand. A pull request neither changes nor removes this cluster until the claim is in the GitOps repository.',
  },
  notice: 'Crossplane: {{reason}}',
  unread: {
    title: 'Not read: {{kinds}}',
    description: 'The timeline and the list below lack these resources.',
  },
  composition: 'Composition',
  claimConditions: 'Conditions of the claim',
  conditions: 'Conditions',
  resources: 'Composed resources',
  none: 'Crossplane has composed no resources yet.',
  loadFailed: 'The composed resources cannot be read at the moment.',
  stage: {
    network: 'Network',
    identity: 'Identity',
    'control-plane': 'Control plane',
    nodes: 'Nodes and add-ons',
    argocd: 'Argo CD',
    applications: 'Applications',
    other: 'Other',
  },
  ready: '{{ready}} of {{total}} ready',
  state: {
    failed: 'Failed',
    deleting: 'Deleting',
    waiting: 'Not ready',
    ready: 'Ready',
  },
  console: 'Cloud console',
  events: 'Events of these resources are not read.',
} as const;
