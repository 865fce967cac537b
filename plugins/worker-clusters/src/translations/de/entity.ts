import type { entity as english } from '../en/entity';
import type { Translated } from '../types';

export const entity: Translated<typeof english> = {
  tab: 'Worker-Cluster',
  heading: 'Worker-Cluster',
  missing:
    'Diese Entität hat keine gültige Annotation {{annotation}}: Das Katalogmodul der Worker-Cluster schreibt sie.',
  phase: 'Phase',
  kubernetes: 'Kubernetes',
  requested: 'angefordert',
  argocd: 'Argo CD',
  open: 'Öffnen',
  applications: 'Applications',
  follow: 'Cluster verfolgen',
};
