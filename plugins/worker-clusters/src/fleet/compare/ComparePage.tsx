import { ButtonLink, Container, Skeleton, Switch, Text } from '@backstage/ui';
import {
  BreadcrumbEntry,
  useAppLocation,
  useAppSearchParams,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { stringifyClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ErrorPanel } from '../../components/ErrorPanel';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { withParams } from '../../hooks/withParams';
import { fleetRouteRef } from '../../routes';
import { workerClustersTranslationRef } from '../../translations';
import styles from './compare.module.css';
import { MAX_COMPARED, readCompared } from './compareSearch';
import { CompareTable } from './CompareTable';
import { useCompared } from './useCompared';

/** Several clusters side by side; which ones stands in the address. */
export function ComparePage() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  useDocumentTitle(t('compare.title'));
  const fleet = useRouteRef(fleetRouteRef);
  const { pathname, search } = useAppLocation();
  const [params, setParams] = useAppSearchParams();
  const { refs, leftOut } = readCompared(params);
  const onlyDifferences = params.get('only') === 'differences';
  const { clusters, claims } = useCompared(refs);
  return (
    <BreadcrumbEntry
      entry={{ label: t('compare.title'), href: pathname + search }}
    >
      <Container>
        <div className={styles.page}>
          <div className={styles.head}>
            <Text as="h1" variant="title-medium" weight="bold">
              {t('compare.title')}
            </Text>
            {refs.length > 0 && (
              <Switch
                label={t('compare.onlyDifferences')}
                isSelected={onlyDifferences}
                onChange={chosen =>
                  setParams(
                    current =>
                      withParams(current, {
                        only: chosen ? 'differences' : undefined,
                      }),
                    { replace: true },
                  )
                }
              />
            )}
          </div>
          {leftOut.length > 0 && (
            <Text as="p" color="secondary">
              {t('compare.leftOut', {
                clusters: leftOut.join(', ').slice(0, 500),
                max: String(MAX_COMPARED),
              })}
            </Text>
          )}
          {refs.length === 0 && (
            <div className={styles.empty}>
              <Text as="p">{t('compare.none')}</Text>
              {fleet && (
                <ButtonLink variant="secondary" href={fleet()}>
                  {t('compare.toFleet')}
                </ButtonLink>
              )}
            </div>
          )}
          {clusters.error && (
            <ErrorPanel
              title={t('compare.failed')}
              error={clusters.error}
              retry={clusters.retry}
            />
          )}
          {refs.length > 0 && !clusters.data && !clusters.error && (
            <Skeleton
              role="status"
              width="100%"
              height="24rem"
              aria-label={t('compare.loading')}
            />
          )}
          {refs.length > 0 && clusters.data && (
            <CompareTable
              key={refs.map(stringifyClusterRef).join()}
              compared={clusters.data}
              // Not those of another address beside clusters of the one before.
              claims={clusters.stale ? undefined : claims.data}
              onlyDifferences={onlyDifferences}
            />
          )}
        </div>
      </Container>
    </BreadcrumbEntry>
  );
}
