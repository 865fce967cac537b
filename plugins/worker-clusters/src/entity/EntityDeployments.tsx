import { type ReactNode, useMemo } from 'react';
import { Link, Skeleton, Text } from '@backstage/ui';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  ANNOTATION_APPLICATION_CLUSTERS,
  ANNOTATION_APPLICATION_SELECTOR,
  ANNOTATION_APPLICATIONS,
  deploymentsOfAnnotations,
  type ListDeploymentsQuery,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ErrorPanel } from '../components/ErrorPanel';
import { HealthCounts } from '../components/HealthCounts';
import { Section } from '../components/Section';
import { Surface } from '../components/Surface';
import { useNow } from '../hooks/useNow';
import { catalogEntityRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import styles from './deployments.module.css';
import { DeploymentsTable } from './DeploymentsTable';
import {
  countDeployments,
  type DeploymentGroup,
  groupDeployments,
  versionsByName,
  versionsOf,
} from './groupDeployments';
import { useDeployments } from './useDeployments';

/** Versions, or Applications with theirs, that a line names; of more it says how many. */
const MAX_VERSIONS = 3;

const EXAMPLE = `metadata:
  annotations:
    ${ANNOTATION_APPLICATIONS}: shop, argocd/shop-worker
    # ${ANNOTATION_APPLICATION_SELECTOR}: app=shop
    # ${ANNOTATION_APPLICATION_CLUSTERS}: payments-dev, payments-prod`;

function useTitle(group: DeploymentGroup): string {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return group.environment ?? t('entity.deployments.noEnvironment');
}

const namedOf = (texts: string[]) =>
  [
    ...texts.slice(0, MAX_VERSIONS),
    ...(texts.length > MAX_VERSIONS ? [`+${texts.length - MAX_VERSIONS}`] : []),
  ].join(', ');

/** The versions of an environment in words: one, that of each Application, or which there are and how often. */
function Versions({ group }: { group: DeploymentGroup }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const unknown = t('entity.deployments.unknownVersion');
  const versions = versionsOf(group.rows);
  const byName = versionsByName(group.rows);
  const text = () => {
    if (versions.length === 1) {
      const [{ version = unknown }] = versions;
      return t('entity.deployments.oneVersion', { version });
    }
    if (byName) {
      return namedOf(
        byName.map(({ name, version = unknown }) => `${name} ${version}`),
      );
    }
    return t('entity.deployments.versions', {
      count: versions.length,
      versions: namedOf(
        versions.map(({ version = unknown, count }) => `${version} (${count})`),
      ),
    });
  };
  return <Text className={styles.versions}>{text()}</Text>;
}

/** Health of the deployments of an environment, each in the context of its cluster. */
function GroupHealth({ group }: { group: DeploymentGroup }) {
  const now = useNow();
  return <HealthCounts counts={countDeployments(group.rows, now)} />;
}

function Group({ group }: { group: DeploymentGroup }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const title = useTitle(group);
  return (
    <section aria-label={title}>
      <div className={styles.head}>
        <Text as="h3" variant="title-x-small" weight="bold">
          {title}
        </Text>
        <Versions group={group} />
        <GroupHealth group={group} />
      </div>
      <DeploymentsTable
        rows={group.rows}
        label={t('entity.deployments.tableOf', { environment: title })}
      />
    </section>
  );
}

function SummaryOf({ group }: { group: DeploymentGroup }) {
  const title = useTitle(group);
  return (
    <li>
      <Text weight="bold">{title}</Text>
      <Versions group={group} />
      <GroupHealth group={group} />
    </li>
  );
}

/** Nothing found: what was looked for, and what may be the reason. */
function NoneFound({ query }: { query: ListDeploymentsQuery }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { name, selector, project, applicationNamespace, clusterName } = query;
  const parts: Array<[string, string | undefined]> = [
    [t('entity.deployments.by.name'), name?.join(', ')],
    [t('entity.deployments.by.selector'), selector],
    [t('entity.deployments.by.project'), project?.join(', ')],
    [t('entity.deployments.by.namespace'), applicationNamespace?.join(', ')],
    [t('entity.deployments.by.cluster'), clusterName?.join(', ')],
  ];
  return (
    <>
      <Text as="p" weight="bold">
        {t('entity.deployments.none')}
      </Text>
      <ul>
        {parts.map(
          ([label, value]) =>
            value && (
              <li key={label}>
                {label}: <code>{value}</code>
              </li>
            ),
        )}
      </ul>
      <Text as="p" color="secondary">
        {t('entity.deployments.noneWhy')}
      </Text>
    </>
  );
}

function Missing() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <>
      <Text as="p" weight="bold">
        {t('entity.deployments.missing')}
      </Text>
      <pre className={styles.example}>{EXAMPLE}</pre>
      <Text as="p" color="secondary">
        {t('entity.deployments.peers')}
      </Text>
    </>
  );
}

/** Loads the deployments and shows what `children` make of them, or why there are none. */
function Deployments({
  query,
  children,
}: {
  query: ListDeploymentsQuery;
  children(groups: DeploymentGroup[]): ReactNode;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { rows, error, retry, truncated } = useDeployments(query);
  const groups = useMemo(() => rows && groupDeployments(rows), [rows]);
  return (
    <>
      {error && (
        <ErrorPanel
          title={t('entity.deployments.failed')}
          error={error}
          retry={retry}
        />
      )}
      {!groups && !error && <Skeleton style={{ width: '100%', height: 160 }} />}
      {groups && groups.length === 0 && <NoneFound query={query} />}
      {groups && groups.length > 0 && children(groups)}
      {rows && truncated && (
        <Text as="p" color="secondary">
          {t('entity.deployments.truncated', { count: rows.length })}
        </Text>
      )}
    </>
  );
}

/** What the annotations of the entity of the page ask for; the same object as long as they say the same. */
function useEntityQuery(): ListDeploymentsQuery | undefined {
  const { annotations } = useEntity().entity.metadata;
  const text = JSON.stringify(deploymentsOfAnnotations(annotations) ?? null);
  return useMemo(() => JSON.parse(text) ?? undefined, [text]);
}

/** The tab "Deployments" of a catalog page: the Applications that deploy the entity, by environment. */
export function EntityDeploymentsContent() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const query = useEntityQuery();
  return (
    <Surface>
      <Section
        title={t('entity.deployments.title')}
        note={t('entity.deployments.note')}
      >
        {query ? (
          // Nothing of one entity is left on the page of the next.
          <Deployments key={JSON.stringify(query)} query={query}>
            {groups => (
              <div className={styles.groups}>
                {groups.map(group => (
                  <Group key={group.environment ?? ''} group={group} />
                ))}
              </div>
            )}
          </Deployments>
        ) : (
          <Missing />
        )}
      </Section>
    </Surface>
  );
}

/** The card with the versions and the health of the deployments of each environment. */
export function EntityDeploymentsCard() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { kind, metadata } = useEntity().entity;
  const query = useEntityQuery();
  const entityLink = useRouteRef(catalogEntityRouteRef);
  const page = entityLink?.({
    kind: kind.toLocaleLowerCase('en-US'),
    namespace: metadata.namespace ?? 'default',
    name: metadata.name,
  });
  return (
    <Surface>
      <Section title={t('entity.deployments.title')}>
        {query ? (
          <Deployments key={JSON.stringify(query)} query={query}>
            {groups => (
              <>
                <ul className={styles.summary}>
                  {groups.map(group => (
                    <SummaryOf key={group.environment ?? ''} group={group} />
                  ))}
                </ul>
                {page && (
                  <Text as="p">
                    <Link href={`${page}/deployments`}>
                      {t('entity.deployments.all')}
                    </Link>
                  </Text>
                )}
              </>
            )}
          </Deployments>
        ) : (
          <Missing />
        )}
      </Section>
    </Surface>
  );
}
