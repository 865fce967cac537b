import { Text } from '@backstage/ui';
import type { Application } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { HealthChip, SyncChip } from '../components/StatusChip';
import { WebLink } from '../components/WebLink';
import { formatAge } from '../format';
import styles from './cluster.module.css';

/** A commit as people write it; a chart version as it is. */
const shortRevision = (revision = '') =>
  /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 8) : revision;

/** The Applications of one cluster's Argo CD. */
export function ApplicationsTable(props: {
  applications: Application[];
  now: number;
}) {
  if (props.applications.length === 0) {
    return <Text color="secondary">No application is known yet.</Text>;
  }
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
        <tbody>
          {props.applications.map(app => (
            <tr key={`${app.namespace}/${app.name}`}>
              <th scope="row">
                <WebLink href={app.url}>{app.name}</WebLink>
                {app.parent && (
                  <span className={styles.message}>part of {app.parent}</span>
                )}
                <Addresses urls={app.externalUrls} />
              </th>
              <td>
                <HealthChip health={app.health} />
                {app.health !== 'Healthy' && app.healthMessage && (
                  <span className={styles.message}>{app.healthMessage}</span>
                )}
              </td>
              <td>
                <SyncChip sync={app.sync} />
                {app.operationPhase && app.operationPhase !== 'Succeeded' && (
                  <span className={styles.message}>
                    {app.operationPhase}: {app.operationMessage}
                  </span>
                )}
              </td>
              <td className={styles.code}>{shortRevision(app.revision)}</td>
              <td>{formatAge(app.reconciledAt, props.now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
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
