import type { history as english } from '../en/history';
import type { Translated } from '../types';

export const history: Translated<typeof english> = {
  phases: {
    heading: 'Phasen',
    kept: 'Die neueste zuerst. Aufbewahrt für {{duration}}, und höchstens {{phases}} davon.',
    older: 'Ältere Phasen zeigen',
    failed: 'Ältere Phasen können gerade nicht gelesen werden.',
    phase: 'Phase',
    began: 'Begann',
    lasted: 'Dauerte',
    untilNow: 'bis jetzt',
  },
  merged: {
    heading: 'Änderungen',
    none: 'Noch ist kein Pull Request dieses Clusters gemergt.',
  },
  closed: {
    heading: 'Ohne Merge geschlossen',
    none: 'Kein Pull Request dieses Clusters wurde ohne Merge geschlossen.',
  },
  verbs: {
    create: 'Erstellen',
    update: 'Ändern',
    decommission: 'Stilllegen',
  },
  by: 'von {{who}}',
  notSet: 'nicht gesetzt',
  notApplied: 'noch nicht angewendet',
  failed: 'Die Pull Requests können gerade nicht gelesen werden.',
};
