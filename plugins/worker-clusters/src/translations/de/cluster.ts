import type { cluster as english } from '../en/cluster';
import type { Translated } from '../types';

export const cluster: Translated<typeof english> = {
  tabs: {
    label: 'Teile des Clusters',
    overview: 'Übersicht',
    applications: 'Anwendungen',
    infrastructure: 'Infrastruktur',
    argocd: 'Argo CD',
    isolation: 'Isolation',
    claim: 'Claim',
    history: 'Verlauf',
    access: 'Zugang',
  },
  notFound: {
    title:
      'Es gibt keinen Worker-Cluster {{name}} in {{namespace}}, den Sie sehen dürfen.',
    description:
      'Vielleicht wurde er gelöscht, oder die Adresse dieser Seite ist falsch.',
  },
  loading: 'Wird geladen',
  loadFailed: 'Der Cluster kann gerade nicht gelesen werden.',
};
