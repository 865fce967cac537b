import type { access as english } from '../en/access';
import type { Translated } from '../types';

export const access: Translated<typeof english> = {
  heading: 'Zugang',
  note: 'Vom Plattform-Team eingerichtet. Das Portal gibt keine Zugangsdaten aus: Sie melden sich als Sie selbst an.',
  none: 'Für Cluster dieser Umgebung gibt es keine Schritte.',
  missing:
    'Noch nicht verfügbar: Der Cluster hat keinen brauchbaren Wert für {{fields}}.',
};
