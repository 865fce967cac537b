import type { requests as english } from '../en/requests';
import type { Translated } from '../types';

export const requests: Translated<typeof english> = {
  change: 'Cluster ändern',
  notNow: 'Cluster ändern, im Moment nicht möglich. {{reason}}',
  menu: '{{name}} ändern',
  verb: {
    resize: 'Größe ändern',
    upgrade: 'Version anheben',
    change: 'Spezifikation bearbeiten',
    extend: 'Lebensdauer verlängern',
    decommission: 'Stilllegen',
  },
  noEnvironment:
    'Die Umgebung des Clusters ist nicht bekannt, darum ist sein Claim nicht zu finden.',
  impossible: {
    requested:
      'Der Cluster ist erst beantragt: Sein Pull Request ist noch nicht gemergt.',
    merged: 'Der Cluster ist noch nicht da: Er wird gleich erstellt.',
    closed:
      'Der Cluster wurde nie erstellt: Sein Pull Request wurde geschlossen.',
    'awaiting-confirmation':
      'Der Cluster wird gleich gelöscht: Argo CD wartet auf eine Bestätigung.',
    deleting: 'Der Cluster wird gelöscht.',
  },
};
