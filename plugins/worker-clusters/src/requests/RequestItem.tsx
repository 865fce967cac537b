import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  RequestedChange,
  ReviewRequest,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../components/Age';
import { MonthlyCost } from '../components/MonthlyCost';
import { useGoneNote } from '../components/PendingChanges';
import { SeverityIcon } from '../components/StatusChip';
import { shortOwner } from '../format';
import { workerClustersTranslationRef } from '../translations';
import { messageText } from '../translations/messageText';
import { RequestLink } from './RequestLink';
import { ConflictText, HostChips, Reviews, StandingChip } from './requestParts';
import styles from './requests.module.css';
import { problemText, worstFirst } from './requestView';

/** Changes of one request that the list names. */
const SHOWN = 3;

function ChangeLine({ change }: { change: RequestedChange }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { verb, cluster, environment, owner, cost } = change;
  return (
    <li>
      <span className={styles.verb}>{t(`requests.does.${verb}`)}</span>{' '}
      <strong>{cluster.name}</strong>
      <span className={styles.quiet}>
        {' · '}
        {environment}
        {owner && ` · ${shortOwner(owner)}`}
        {cost && (
          <>
            {' · '}
            <MonthlyCost cost={cost} />
          </>
        )}
      </span>
    </li>
  );
}

/** One request in the queue: what it does, how it stands, and what is in its way. */
export function RequestItem({ request }: { request: ReviewRequest }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const problem = problemText(t, request);
  const { number, title, state, changes, conflicts, hiddenChanges, host } =
    request;
  const who = request.requestedBy ?? request.author;
  const [worst] = worstFirst(changes);
  const gone = useGoneNote(String(number));
  const more = changes.length - SHOWN;
  return (
    <article className={styles.item} aria-labelledby={`request-${number}`}>
      <div className={styles.what}>
        <h3 className={styles.title} id={`request-${number}`}>
          <RequestLink request={request}>
            #{number} {title ?? t('requests.untitled')}
          </RequestLink>
        </h3>
        <ul className={styles.lines}>
          {changes.slice(0, SHOWN).map(change => (
            <ChangeLine key={change.path} change={change} />
          ))}
          {more > 0 && <li>{t('requests.moreChanges', { count: more })}</li>}
          {!!hiddenChanges && (
            <li className={styles.quiet}>
              {t('requests.hiddenChanges', { count: hiddenChanges })}
            </li>
          )}
        </ul>
        <span className={styles.quiet}>
          {gone && <>{gone} · </>}
          {who && <>{t('requests.by', { who })} · </>}
          {t('requests.opened', { age: <Age at={request.createdAt} /> })}
          {request.finishedAt && state !== 'open' && (
            <>
              {' · '}
              {t(`requests.finished.${state}`, {
                age: <Age at={request.finishedAt} />,
              })}
            </>
          )}
        </span>
      </div>
      <div className={styles.how}>
        <StandingChip request={request} />
        {problem && <span className={styles.clamped}>{problem}</span>}
        {state === 'open' && worst && worst.severity !== 'info' && (
          <span className={styles.clamped}>
            <SeverityIcon severity={worst.severity} />{' '}
            {messageText(t, worst.message, worst.messageCode)}
          </span>
        )}
        {conflicts.slice(0, SHOWN).map(conflict => (
          <span key={`${conflict.kind} ${conflict.number}`}>
            <SeverityIcon severity="warning" />{' '}
            <ConflictText conflict={conflict} />
          </span>
        ))}
      </div>
      {state === 'open' && (
        <div className={styles.host}>
          <HostChips request={request} />
          <Reviews host={host} />
        </div>
      )}
    </article>
  );
}
