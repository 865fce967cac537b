import type { entity as english } from '../en/entity';
import type { Translated } from '../types';

export const entity: Translated<typeof english> = {
  tab: 'Worker-Cluster',
  heading: 'Worker-Cluster',
  missing:
    'Diese Entität hat keine gültige Annotation {{annotation}}: Das Katalogmodul der Worker-Cluster schreibt sie.',
  phase: 'Phase',
  kubernetes: 'Kubernetes',
  requested: 'beantragt',
  argocd: 'Argo CD',
  open: 'Öffnen',
  applications: 'Anwendungen',
  follow: 'Cluster verfolgen',
  deployments: {
    title: 'Deployments',
    note: 'Die Applications, die diese Entität deployen, auf allen Worker-Clustern, die Sie sehen dürfen.',
    column: {
      application: 'Application',
      cluster: 'Cluster',
      version: 'Version',
      health: 'Health',
      sync: 'Sync',
      compared: 'Verglichen',
      revision: 'Quelle',
    },
    openArgocd: 'In Argo CD öffnen',
    tableOf: 'Deployments in {{environment}}',
    noEnvironment: 'Ohne Umgebung',
    oneVersion: 'Version {{version}}',
    versions_one: '{{count, number}} Version: {{versions}}',
    versions_other: '{{count, number}} Versionen: {{versions}}',
    unknownVersion: 'unbekannt',
    all: 'Alle Deployments',
    failed: 'Die Deployments können derzeit nicht gelesen werden.',
    none: 'Keine Application passt zu den Annotationen dieser Entität.',
    noneWhy:
      'Vielleicht wurde sie noch nicht deployt, oder nur auf Clustern, die Sie nicht sehen dürfen. Prüfen Sie die Annotationen der Entität.',
    by: {
      name: 'Name',
      selector: 'Label-Selektor',
      project: 'Projekt',
      namespace: 'Namespace der Application',
      cluster: 'Cluster',
    },
    missing:
      'Keine Annotation sagt, welche Applications diese Entität deployen. Ergänzen Sie eine in ihrer Katalogdatei:',
    peers:
      'Auch die Annotationen argocd/app-name, argocd/app-selector, argocd/app-namespace, argocd/project-name und argocd/instance-name werden verstanden.',
    truncated_one: 'Nur die erste Application wird gezeigt.',
    truncated_other:
      'Nur die ersten {{count, number}} Applications werden gezeigt.',
  },
};
