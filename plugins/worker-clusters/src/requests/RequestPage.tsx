import { useCallback } from 'react';
import { Alert, Container, Link, Skeleton, Text } from '@backstage/ui';
import {
  BreadcrumbEntry,
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import type {
  RequestedChange,
  ReviewRequestDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { Age } from '../components/Age';
import { ErrorPanel } from '../components/ErrorPanel';
import { explainError } from '../components/explainError';
import { Facts } from '../components/Facts';
import { MonthlyCost } from '../components/MonthlyCost';
import { Section } from '../components/Section';
import { SeverityIcon } from '../components/StatusChip';
import { WebLink } from '../components/WebLink';
import { shortOwner } from '../format';
import { useDocumentTitle } from '../hooks/useDocumentTitle';
import { useLiveQuery } from '../hooks/useLiveQuery';
import { clusterRouteRef, requestRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import { messageText } from '../translations/messageText';
import cluster from '../cluster/cluster.module.css';
import { FileDiff } from './FileDiff';
import {
  ConflictText,
  FieldChanges,
  Findings,
  HostChips,
  Reviews,
  StandingChip,
} from './requestParts';
import styles from './requests.module.css';
import { hasPage, problemText, standingOf, worstFirst } from './requestView';

function ClusterName(props: {
  request: ReviewRequestDetails;
  change: RequestedChange;
}) {
  const { request, change } = props;
  const link = useRouteRef(clusterRouteRef);
  const { name } = change.cluster;
  return link && hasPage(request, change) ? (
    <Link href={link({ ...change.cluster })}>{name}</Link>
  ) : (
    <>{name}</>
  );
}

/** What a request does to one cluster. */
function Change(props: {
  request: ReviewRequestDetails;
  change: RequestedChange;
}) {
  const { request, change } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { verb, cluster: ref, environment, owner, cost } = change;
  const { changes, consequences, consequenceCodes } = change;
  const findings = worstFirst([change]);
  return (
    <Section
      title={t('requests.effect.heading', {
        verb: t(`requests.does.${verb}`),
        name: ref.name,
      })}
    >
      <Facts
        facts={[
          [
            t('requests.effect.cluster'),
            <ClusterName request={request} change={change} />,
          ],
          [
            t('requests.effect.namespace'),
            `${ref.managementCluster} / ${ref.namespace}`,
          ],
          [t('requests.filter.environment'), environment],
          [t('requests.filter.owner'), owner && shortOwner(owner)],
          [t('common.cost.label'), cost && <MonthlyCost cost={cost} />],
          [
            t('requests.effect.claim'),
            <span className={cluster.code}>{change.path}</span>,
          ],
        ]}
      />
      <h3 className={styles.part}>{t('requests.effect.findings')}</h3>
      {findings.length > 0 ? (
        <Findings findings={findings} />
      ) : (
        <Text as="p" color="secondary">
          {t('requests.effect.noFindings')}
        </Text>
      )}
      {changes.length > 0 && (
        <>
          <h3 className={styles.part}>{t('requests.effect.fields')}</h3>
          <FieldChanges
            changes={changes}
            label={t('requests.effect.fieldsOf', { name: ref.name })}
          />
        </>
      )}
      {consequences.length > 0 && (
        <>
          <h3 className={styles.part}>{t('requests.effect.consequences')}</h3>
          <ul className={cluster.plainList}>
            {consequences.map((text, i) => (
              <li key={text}>{messageText(t, text, consequenceCodes?.[i])}</li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function Files({ request }: { request: ReviewRequestDetails }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { files, hiddenFiles } = request;
  return (
    <Section
      title={t('requests.files.heading')}
      note={request.state === 'open' ? undefined : t('requests.files.asOpen')}
    >
      {files.map(file => (
        <FileDiff key={file.path} file={file} />
      ))}
      {!!hiddenFiles && (
        <Text as="p" color="secondary">
          {t('requests.files.hidden', { count: hiddenFiles })}
        </Text>
      )}
      {files.length === 0 && !hiddenFiles && (
        <Text as="p" color="secondary">
          {t('requests.files.none')}
        </Text>
      )}
    </Section>
  );
}

/** What a reviewer decides by beside the changes themselves. */
function Review({ request }: { request: ReviewRequestDetails }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { state, host, conflicts, evaluatedAt, finishedAt } = request;
  const standing = standingOf(request);
  const next = (['refused', 'problem', 'notApplied'] as const).find(
    s => s === standing,
  );
  return (
    <Section title={t('requests.review.heading')}>
      <Facts
        facts={[
          [t('requests.review.standing'), <StandingChip request={request} />],
          [
            t('requests.review.host'),
            state === 'open' && (
              <span className={styles.chips}>
                <HostChips request={request} />
              </span>
            ),
          ],
          [
            t('requests.review.reviews'),
            state === 'open' && host && <Reviews host={host} />,
          ],
          [t('requests.review.opened'), <Age at={request.createdAt} />],
          [
            t('requests.review.evaluated'),
            evaluatedAt ? <Age at={evaluatedAt} /> : t('common.time.never'),
          ],
          [
            t(`requests.view.${state}`),
            state !== 'open' && <Age at={finishedAt} />,
          ],
          [t('requests.review.requester'), request.requestedBy],
          [t('requests.review.author'), request.author],
        ]}
      />
      {next && (
        <Text as="p" color="secondary">
          {t(`requests.next.${next}`)}
        </Text>
      )}
      {state === 'open' && (
        <>
          <h3 className={styles.part}>{t('requests.review.conflicts')}</h3>
          {conflicts.length === 0 ? (
            <Text as="p" color="secondary">
              {t('requests.review.noConflicts')}
            </Text>
          ) : (
            <ul className={styles.findings}>
              {conflicts.map(conflict => (
                <li key={`${conflict.kind} ${conflict.number}`}>
                  <SeverityIcon severity="warning" />
                  <span>
                    <ConflictText conflict={conflict} />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Section>
  );
}

function RequestView({ request }: { request: ReviewRequestDetails }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { number, title, url, changes, hiddenChanges } = request;
  const problem = problemText(t, request);
  const who = request.requestedBy ?? request.author;
  return (
    <>
      <div className={styles.head}>
        <Text as="h1" variant="title-medium" weight="bold">
          #{number} {title ?? t('requests.untitled')}
        </Text>
        <p className={styles.subtitle}>
          <StandingChip request={request} />
          <span className={styles.quiet}>
            {who && <>{t('requests.by', { who })} · </>}
            {t('requests.opened', { age: <Age at={request.createdAt} /> })}
          </span>
          <WebLink href={url}>{t('requests.onHost')}</WebLink>
        </p>
      </div>
      {problem && (
        <Alert
          icon
          status="warning"
          title={t('requests.standing.problem')}
          description={problem}
        />
      )}
      {!!hiddenChanges && (
        <Alert
          icon
          status="info"
          title={t('requests.hiddenChanges', { count: hiddenChanges })}
          description={t('requests.hiddenNote')}
        />
      )}
      <div className={cluster.grid}>
        <div className={cluster.column}>
          {changes.map(change => (
            <Change key={change.path} request={request} change={change} />
          ))}
          <Files request={request} />
        </div>
        <div className={cluster.column}>
          <Review request={request} />
        </div>
      </div>
    </>
  );
}

/** The page of one request: what a reviewer is sent. */
export function RequestPage({ number }: { number: number }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const link = useRouteRef(requestRouteRef);
  const { data, error, loading, retry } = useLiveQuery(
    useCallback(
      (signal: AbortSignal) => api.getRequest(number, { signal }),
      [api, number],
    ),
  );
  const gone = error && explainError(error).kind === 'notFound';
  useDocumentTitle(
    data && `#${number} ${data.title ?? t('requests.untitled')}`,
  );
  return (
    <BreadcrumbEntry
      entry={
        link && {
          label: `#${number}`,
          href: link({ number: String(number) }),
        }
      }
    >
      <Container>
        <div className={styles.page}>
          {(loading || (error && !data)) && (
            <Text as="h1" variant="title-medium" weight="bold">
              {t('requests.numbered', { number: String(number) })}
            </Text>
          )}
          {loading && (
            <div
              role="status"
              aria-busy="true"
              aria-label={t('requests.loading')}
              className={styles.queue}
            >
              <Skeleton style={{ width: '100%', height: 24 }} />
              <Skeleton style={{ width: '100%', height: 320 }} />
            </div>
          )}
          {error && (
            <ErrorPanel
              title={t('requests.oneFailed')}
              error={error}
              retry={retry}
              notFound={{
                title: t('requests.missing', { number: String(number) }),
                description: t('requests.missingNote'),
              }}
            />
          )}
          {data && !gone && <RequestView request={data} />}
        </div>
      </Container>
    </BreadcrumbEntry>
  );
}
