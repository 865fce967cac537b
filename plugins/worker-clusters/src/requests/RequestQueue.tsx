import { useCallback, useEffect, useMemo, useState } from 'react';
import { Button, Container, Flex, Skeleton, Text } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReviewRequest } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { ErrorPanel } from '../components/ErrorPanel';
import { NewClusterButton } from '../components/NewClusterButton';
import { PendingChanges } from '../components/PendingChanges';
import { useDocumentTitle } from '../hooks/useDocumentTitle';
import { useLiveQuery } from '../hooks/useLiveQuery';
import { useStableRows } from '../hooks/useStableRows';
import { workerClustersTranslationRef } from '../translations';
import { openRequestsOf } from './OpenRequests';
import { createRequestLoader } from './loadRequests';
import { RequestFilters } from './RequestFilters';
import { RequestItem } from './RequestItem';
import styles from './requests.module.css';
import {
  isFiltered,
  toQuery,
  useRequestFilter,
  VIEWS,
} from './useRequestFilter';

/** Requests that are shown at first, and more with each press of "Show more". */
const STEP = 50;

const keyOf = ({ number }: ReviewRequest) => String(number);

/** The review queue: every pull request that adds, changes or removes a worker cluster that the user may see. */
export function RequestQueue() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const { filter, update } = useRequestFilter();
  const [limit, setLimit] = useState(STEP);
  const load = useMemo(() => createRequestLoader(api), [api]);
  const { data, error, stale, retry } = useLiveQuery(
    useCallback(
      (signal: AbortSignal) => load(toQuery(filter), limit, signal),
      [load, filter, limit],
    ),
  );
  useEffect(() => {
    if (data) openRequestsOf(api).report(data.open);
  }, [api, data]);
  const stable = useStableRows(data?.items, keyOf, {
    question: filter,
    stale,
    truncated: data?.nextCursor !== undefined,
  });
  useDocumentTitle(
    data && data.open > 0
      ? t('requests.documentTitle', { count: data.open })
      : t('common.page.requests'),
  );
  const { rows } = stable;
  // That there is none answers the question before: it says nothing of this one.
  const empty = rows?.length === 0 && !stale;
  const waiting = !error && !empty && !rows?.length;
  const filtered = isFiltered(filter);
  // There is nothing to filter; a choice that may be why can be changed.
  const nothing = error && !data;
  return (
    <Container>
      <div className={styles.page}>
        {(!nothing || filtered || filter.view !== VIEWS[0]) && (
          <RequestFilters filter={filter} open={data?.open} update={update} />
        )}
        {error && (
          <ErrorPanel
            title={t(data ? 'requests.failedLater' : 'requests.failed')}
            error={error}
            retry={retry}
          />
        )}
        <Text as="p" color="secondary" aria-live="polite">
          {waiting && t('requests.loading')}
          {rows &&
            rows.length > 0 &&
            t(data?.nextCursor ? 'requests.shownFirst' : 'requests.shown', {
              count: rows.length,
            })}
        </Text>
        {waiting && (
          <div aria-hidden className={styles.queue}>
            {[1, 2, 3].map(n => (
              <Skeleton key={n} style={{ width: '100%', height: 92 }} />
            ))}
          </div>
        )}
        {empty && (
          <div className={styles.empty}>
            <Text as="p">
              {t(
                filtered
                  ? 'requests.noneMatches'
                  : `requests.none.${filter.view}`,
              )}
            </Text>
            <Flex justify="center">
              {filtered ? (
                <Button
                  variant="secondary"
                  onPress={() =>
                    update({ environment: [], owner: [], verb: [] })
                  }
                >
                  {t('requests.filter.clear')}
                </Button>
              ) : (
                filter.view === 'open' && <NewClusterButton />
              )}
            </Flex>
          </div>
        )}
        {rows && rows.length > 0 && (
          <PendingChanges rows={stable}>
            <ul
              className={styles.queue}
              aria-label={t(`requests.view.${filter.view}`)}
              aria-busy={stale}
            >
              {rows.map(request => (
                <li key={request.number}>
                  <RequestItem request={request} />
                </li>
              ))}
            </ul>
          </PendingChanges>
        )}
        {data?.nextCursor && (
          <Flex justify="center">
            <Button variant="secondary" onPress={() => setLimit(n => n + STEP)}>
              {t('common.showMore')}
            </Button>
          </Flex>
        )}
      </div>
    </Container>
  );
}
