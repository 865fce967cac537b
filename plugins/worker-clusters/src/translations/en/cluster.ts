/** The page of one cluster, around its tabs. */
export const cluster = {
  tabs: {
    label: 'Parts of the cluster',
    overview: 'Overview',
    applications: 'Applications',
    infrastructure: 'Infrastructure',
    argocd: 'Argo CD',
    isolation: 'Isolation',
    claim: 'Claim',
    history: 'History',
    access: 'Access',
  },
  notFound: {
    title:
      'There is no worker cluster {{name}} in {{namespace}} that you may see.',
    description:
      'It may have been deleted, or the address of this page is wrong.',
  },
  loading: 'Loading',
  loadFailed: 'The cluster cannot be read at the moment.',
} as const;
