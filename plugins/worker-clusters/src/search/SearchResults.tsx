import { Link, Text } from '@backstage/ui';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ResultHighlight,
  SearchDocument,
} from '@backstage/plugin-search-common';
import { HighlightedSearchResultText } from '@backstage/plugin-search-react';
import {
  type ClusterRef,
  LIFECYCLE_PHASES,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Surface } from '../components/Surface';
import { clusterRouteRef, clusterTabRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import styles from './searchResults.module.css';

interface ResultProps {
  /** A document of the index: its fields are what some search engine has kept of them. */
  result?: SearchDocument;
  highlight?: ResultHighlight;
}

/** A field of a document that is a text; empty for every other one. */
function field(document: SearchDocument, name: string): string {
  const value: unknown = (document as unknown as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : '';
}

/** The cluster that a document names; undefined if the search engine did not keep all parts. */
function clusterOf(
  document: SearchDocument,
  namespace: string,
  name: string,
): ClusterRef | undefined {
  const ref = {
    managementCluster: field(document, 'managementCluster'),
    namespace: field(document, namespace),
    name: field(document, name),
  };
  return Object.values(ref).every(Boolean) ? ref : undefined;
}

/** A link, what it leads to, and facts that do not change by the minute. The state is on the page behind it. */
function Result({
  result,
  highlight,
  href,
  kind,
  facts,
}: {
  result: SearchDocument;
  highlight: ResultHighlight | undefined;
  href: string;
  kind: string;
  facts: Array<[string, string | undefined]>;
}) {
  const marked = highlight?.fields.title;
  return (
    <Surface>
      <div className={styles.result}>
        <Link href={href} variant="title-x-small" className={styles.title}>
          {highlight && marked ? (
            <HighlightedSearchResultText
              text={marked}
              preTag={highlight.preTag}
              postTag={highlight.postTag}
            />
          ) : (
            result.title
          )}
        </Link>
        <Text as="p" color="secondary">
          {kind}
        </Text>
        <dl className={styles.facts}>
          {facts.map(
            ([name, value]) =>
              value && (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ),
          )}
        </dl>
      </div>
    </Surface>
  );
}

/** A worker cluster among the results of the search. */
export function ClusterResult({ result, highlight }: ResultProps) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const link = useRouteRef(clusterRouteRef);
  if (!result) return null;
  const of = (name: string) => field(result, name);
  const ref = clusterOf(result, 'namespace', 'name');
  const phase = LIFECYCLE_PHASES.find(known => known === of('phase'));
  return (
    <Result
      result={result}
      highlight={highlight}
      href={(ref && link?.(ref)) ?? result.location}
      kind={t('search.cluster')}
      facts={[
        [t('search.environment'), of('environment')],
        [t('search.region'), of('region')],
        [t('search.owner'), of('owner')],
        [t('search.kubernetes'), of('kubernetesVersion')],
        [t('search.phase'), phase && t(`common.phase.${phase}`)],
      ]}
    />
  );
}

/** An application of a worker cluster among the results of the search. */
export function ApplicationResult({ result, highlight }: ResultProps) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const tab = useRouteRef(clusterTabRouteRef);
  if (!result) return null;
  const of = (name: string) => field(result, name);
  const ref = clusterOf(result, 'clusterNamespace', 'clusterName');
  const page = ref && tab?.({ ...ref, tab: 'applications' });
  const drawer = new URLSearchParams({
    application: `${of('applicationNamespace')}/${result.title}`,
  });
  return (
    <Result
      result={result}
      highlight={highlight}
      href={page ? `${page}?${drawer}` : result.location}
      kind={t('search.application', { cluster: of('clusterName') })}
      facts={[
        [t('search.environment'), of('environment')],
        [t('search.project'), of('project')],
        [t('search.repository'), of('repository')],
        [t('search.version'), of('version')],
      ]}
    />
  );
}
