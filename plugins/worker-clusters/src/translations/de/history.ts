import type { history as english } from '../en/history';
import type { Translated } from '../types';

export const history: Translated<typeof english> = {
  phases: {
    heading: 'Phasen',
    note: 'Die letzten 50 Phasen, die neueste zuerst; ältere, als das Plattform-Team aufbewahrt (üblich sind 365 Tage), werden vergessen.',
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
  denied: 'Sie dürfen die Pull Requests der Worker-Cluster nicht sehen.',
  failed: 'Die Pull Requests können gerade nicht gelesen werden.',
};
