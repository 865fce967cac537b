import {
  type Application,
  applicationProblems,
  assessedHealth,
  type ClusterRef,
  findings,
  type VerdictContext,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { HealthChip, SyncChip } from '../../components/StatusChip';
import { WebLink } from '../../components/WebLink';
import { formatAge } from '../../format';
import { ApplicationProblems } from './ApplicationProblems';
import { ResourceProblems, unhealthyResources } from './ResourceProblems';
import { ApplicationSources } from './ApplicationSources';
import styles from '../cluster.module.css';

/**
 * Applications of one cluster's Argo CD, with what of their status is still believed: a page of them at most, for every
 * row is rendered.
 */
export function ApplicationsTable(props: {
  applications: Application[];
  context: VerdictContext;
  /** Lets people have the resources of its Applications read. */
  cluster?: ClusterRef;
}) {
  return (
    // The region scrolls by itself, so that the page does not.
    <div
      className={styles.scroll}
      role="region"
      aria-label="Applications"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Health</th>
            <th scope="col">Sync</th>
            <th scope="col">Revision</th>
            <th scope="col">Compared</th>
          </tr>
        </thead>
        {props.applications.map(app => (
          <ApplicationRows
            key={`${app.namespace}/${app.name}`}
            app={app}
            context={props.context}
            cluster={props.cluster}
          />
        ))}
      </table>
    </div>
  );
}

/** One Application: its row, and below it, over the whole width, what is wrong with it. */
function ApplicationRows({
  app,
  context,
  cluster,
}: {
  app: Application;
  context: VerdictContext;
  cluster?: ClusterRef;
}) {
  const problems = applicationProblems(app, context);
  const resources = cluster ? unhealthyResources(app) : [];
  const { now } = context;
  return (
    <tbody
      className={
        problems.length || resources.length ? styles.joined : undefined
      }
    >
      <tr>
        <th scope="row">
          <WebLink href={app.url}>{app.name}</WebLink>
          {app.owner && (
            <span className={styles.message}>
              {app.owner.kind === 'ApplicationSet'
                ? `by ApplicationSet ${app.owner.name}`
                : `part of ${app.owner.name}`}
            </span>
          )}
          <Addresses urls={app.externalUrls} />
        </th>
        <td>
          <Health app={app} context={context} />
        </td>
        <td>
          <SyncChip sync={app.sync} />
          <SyncDetails app={app} />
        </td>
        <td>
          <ApplicationSources app={app} />
        </td>
        <td title={app.reconciledAt}>
          {formatAge(app.reconciledAt, now) || 'never'}
        </td>
      </tr>
      {(problems.length > 0 || resources.length > 0) && (
        <tr>
          <td colSpan={5}>
            {problems.length > 0 && (
              <ApplicationProblems problems={problems} now={now} />
            )}
            {cluster && resources.length > 0 && (
              <ResourceProblems
                cluster={cluster}
                app={app}
                resources={resources}
                now={now}
              />
            )}
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** As it counts; where that is not what Argo CD reports, with what it reports and why. */
function Health({
  app,
  context,
}: {
  app: Application;
  context: VerdictContext;
}) {
  const health = assessedHealth(app, context);
  const rule = findings(app, context).find(f => f.rule.distrusts)?.rule;
  return (
    <>
      <HealthChip health={health} />
      {health !== app.health && rule && (
        <span className={styles.message}>
          {app.health},{' '}
          {rule.contextual
            ? rule.title[0].toLowerCase() + rule.title.slice(1)
            : 'not compared'}
        </span>
      )}
    </>
  );
}

/** How many resources are not in sync, and the operation that runs. */
function SyncDetails({ app }: { app: Application }) {
  const { operationPhase, operationMessage } = app;
  const running =
    operationPhase === 'Running' || operationPhase === 'Terminating';
  return (
    <>
      {app.resourcesOutOfSync !== undefined && (
        <span className={styles.message}>
          {app.resourcesOutOfSync} of {app.resources} resources
          {app.resourcesMissing !== undefined &&
            `, ${app.resourcesMissing} Missing`}
        </span>
      )}
      {running && (
        <span className={styles.message}>
          {[operationPhase, operationMessage].filter(Boolean).join(': ')}
        </span>
      )}
    </>
  );
}

const MAX_ADDRESSES = 3;

/** Where an application answers, without the scheme: what people know it by. */
function Addresses({ urls = [] }: { urls?: string[] }) {
  const rest = urls.length - MAX_ADDRESSES;
  return (
    <>
      {urls.slice(0, MAX_ADDRESSES).map(url => (
        <span key={url} className={styles.address}>
          <WebLink href={url}>{url.replace(/^https?:\/\//, '')}</WebLink>
        </span>
      ))}
      {rest > 0 && <span className={styles.message}>and {rest} more</span>}
    </>
  );
}
