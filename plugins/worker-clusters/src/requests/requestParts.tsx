import { useCallback, type ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ClaimChange,
  RequestConflict,
  RequestFinding,
  RequestHostState,
  ReviewRequest,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { LongText } from '../components/LongText';
import { ScrollArea } from '../components/ScrollArea';
import { Chip, type Look, SeverityIcon } from '../components/StatusChip';
import { useAtNow } from '../hooks/useNow';
import { workerClustersTranslationRef } from '../translations';
import { messageText } from '../translations/messageText';
import cluster from '../cluster/cluster.module.css';
import { RequestLink } from './RequestLink';
import styles from './requests.module.css';
import {
  CHECKS_LOOKS,
  countOf,
  isOutdated,
  MERGEABILITY_LOOKS,
  STANDING_LOOKS,
  standingOf,
  worstFirst,
} from './requestView';

const useOutdated = (request: ReviewRequest) =>
  useAtNow(useCallback((now: number) => isOutdated(request, now), [request]));

/** How a request stands, in a word or two; muted if its last evaluation is too old to be believed. */
export function StandingChip({ request }: { request: ReviewRequest }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const standing = standingOf(request);
  const findings = worstFirst(request.changes);
  const outdated = useOutdated(request);
  const numbers: Partial<Record<typeof standing, string>> = {
    refused: t('requests.standing.refused', {
      count: countOf(findings, 'error'),
    }),
    warned: t('requests.standing.warned', {
      count: countOf(findings, 'warning'),
    }),
  };
  const text =
    numbers[standing] ?? t(`requests.standing.${standing as 'allowed'}`);
  return outdated ? (
    <Chip
      look={['quiet', 'question']}
      text={t('requests.outdated', { standing: text })}
    />
  ) : (
    <Chip look={STANDING_LOOKS[standing]} text={text} />
  );
}

/** What the Git host says of a pull request; muted where the queue, and this with it, was not renewed for long. */
export function HostChips({ request }: { request: ReviewRequest }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { host } = request;
  const outdated = useOutdated(request);
  const lookOf = (look: Look): Look => (outdated ? ['quiet', look[1]] : look);
  if (!host) {
    return <span className={styles.quiet}>{t('requests.host.notRead')}</span>;
  }
  return (
    <>
      <Chip
        look={lookOf(CHECKS_LOOKS[host.checks])}
        text={t(`requests.checks.${host.checks}`)}
      />
      <Chip
        look={lookOf(MERGEABILITY_LOOKS[host.mergeability])}
        text={t(`requests.mergeability.${host.mergeability}`)}
      />
    </>
  );
}

/** Who has reviewed a pull request, or is to. */
export function Reviews({ host }: { host: RequestHostState | undefined }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  if (!host) return null;
  const { approvedBy, changesRequestedBy, pending } = host.reviews;
  const said: Array<[string, string[]]> = [
    ['changesRequestedBy', changesRequestedBy],
    ['approvedBy', approvedBy],
    ['waitsFor', pending],
  ];
  const some = said.filter(([, names]) => names.length > 0);
  return (
    <span className={styles.reviews}>
      {some.length === 0 && t('requests.reviews.none')}
      {some.map(([what, names]) => (
        <span key={what}>
          {t(`requests.reviews.${what as 'approvedBy'}`, {
            names: names.join(', '),
          })}
        </span>
      ))}
    </span>
  );
}

/** Another open request that is in the way, with why. */
export function ConflictText({ conflict }: { conflict: RequestConflict }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { kind, number, url } = conflict;
  return (
    <>
      {t(`requests.conflict.${kind}`, {
        other:
          number !== undefined && url !== undefined ? (
            <RequestLink request={{ number, url }}>#{number}</RequestLink>
          ) : (
            t('requests.conflict.hidden')
          ),
      })}
    </>
  );
}

/** Findings, the worst first: what is wrong and what to do. */
export function Findings({ findings }: { findings: RequestFinding[] }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <ul className={styles.findings}>
      {findings.map(({ rule, severity, field, message, messageCode }) => {
        const text = messageText(t, message, messageCode);
        return (
          <li key={`${rule} ${field} ${message}`}>
            <SeverityIcon severity={severity} />
            <span>
              <LongText text={text} />
              {field && !text.includes(field) && (
                <code className={styles.field}>{field}</code>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** Fields of a claim, before and after. */
export function FieldChanges(props: { changes: ClaimChange[]; label: string }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const value = (text: string | undefined): ReactNode =>
    text ?? <span className={styles.quiet}>{t('requests.notSet')}</span>;
  return (
    <ScrollArea label={props.label}>
      <table className={cluster.table} aria-label={props.label}>
        <thead>
          <tr>
            <th scope="col">{t('requests.field')}</th>
            <th scope="col">{t('requests.before')}</th>
            <th scope="col">{t('requests.after')}</th>
          </tr>
        </thead>
        <tbody>
          {props.changes.map(({ field, label, before, after }) => (
            <tr key={field}>
              <th scope="row" title={field} className={styles.name}>
                {label}
              </th>
              <td className={styles.value}>{value(before)}</td>
              <td className={styles.value}>{value(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
