import {
  type Incident,
  ISOLATION_RULES,
  type IsolationRuleId,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Translate } from '../translations';
import { incidents as messages } from '../translations/en/incidents';

const CONNECTIONS = ['unauthorized', 'forbidden', 'unreachable', 'paused'];

const isKey = <T extends object>(
  table: T,
  key: string,
): key is keyof T & string => Object.hasOwn(table, key);

/** The rule of isolation whose incident an id names; undefined for other ids. */
export function isolationRuleOf(id: string): IsolationRuleId | undefined {
  const [, rule = ''] = /^isolation-(.*)$/.exec(id) ?? [];
  return isKey(ISOLATION_RULES, rule) ? rule : undefined;
}

/** That a rule of isolation is broken: its title is what it promises. */
export const brokenPromise = (rule: IsolationRuleId, t: Translate): string =>
  t('incidents.isolation.broken', { promise: t(`isolation.rules.${rule}`) });

/**
 * What the clusters of an incident have in common, as one line. A reason that this release does not know stands as it is:
 * it is text from the backend.
 */
export function incidentTitle(
  { kind, reason, subject = '' }: Pick<Incident, 'kind' | 'reason' | 'subject'>,
  t: Translate,
): string {
  const other = [reason, subject && `(${subject})`].filter(Boolean).join(' ');
  switch (kind) {
    case 'connection': {
      const [status, cause = ''] = reason.split('/');
      if (!CONNECTIONS.includes(status)) return other;
      const text = t(`common.connection.${status as 'unreachable'}`);
      return isKey(messages.cause, cause)
        ? `${text}: ${t(`incidents.cause.${cause}`)}`
        : text;
    }
    case 'argocd':
      return isKey(messages.argocd, reason)
        ? t(`incidents.argocd.${reason}`, { subject })
        : other;
    case 'claim':
      return isKey(messages.claim, reason)
        ? t(`incidents.claim.${reason}`, { subject })
        : other;
    case 'applications':
      return isKey(messages.applications, reason)
        ? t(`incidents.applications.${reason}`, { subject })
        : other;
    case 'isolation':
      return isKey(ISOLATION_RULES, reason) ? brokenPromise(reason, t) : other;
    default:
      return other;
  }
}
