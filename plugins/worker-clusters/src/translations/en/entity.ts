export const entity = {
  tab: 'Worker cluster',
  heading: 'Worker cluster',
  missing:
    'This entity has no valid annotation {{annotation}}: the catalog module of worker clusters writes it.',
  phase: 'Phase',
  kubernetes: 'Kubernetes',
  requested: 'requested',
  argocd: 'Argo CD',
  open: 'Open',
  applications: 'Applications',
  follow: 'Follow the cluster',
} as const;
