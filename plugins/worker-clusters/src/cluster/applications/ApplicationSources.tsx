import type {
  Application,
  ApplicationRevision,
  ApplicationSource,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { WebLink } from '../../components/WebLink';
import { repositoryName, shortPath, shortRevision } from '../../format';
import styles from '../cluster.module.css';

/** The sources of an Application, each with its revision; with the dry source where Argo CD's hydrator is used. */
export function ApplicationSources({ app }: { app: Application }) {
  const { sources, hydration } = app;
  return (
    <>
      {sources.map((source, i) => (
        // Two sources may be equal in everything but their place.
        // eslint-disable-next-line react/no-array-index-key
        <Source
          key={i}
          source={source}
          several={sources.length > 1}
          isSynced={app.sync === 'Synced'}
        />
      ))}
      {hydration && (
        <div className={styles.source}>
          <span className={styles.message}>Hydrated from</span>
          <Source
            source={hydration.drySource}
            several={false}
            isSynced={false}
          />
          {hydration.phase && hydration.phase !== 'Hydrated' && (
            <span className={styles.message}>
              {hydration.phase === 'Hydrating'
                ? 'Hydrating'
                : 'Hydration failed'}
            </span>
          )}
        </div>
      )}
    </>
  );
}

function Source(props: {
  source: ApplicationSource;
  several: boolean;
  /** What is deployed is what was compared, whatever commit it came with. */
  isSynced: boolean;
}) {
  const { source, several, isSynced } = props;
  const { revision, deployedRevision, targetRevision } = source;
  const place = [
    several && (source.name ?? repositoryName(source.repoUrl)),
    source.chart ?? shortPath(source.path) ?? (source.ref && `$${source.ref}`),
  ].filter(Boolean);
  return (
    <div
      className={styles.source}
      title={[source.repoUrl, source.path].filter(Boolean).join(' ')}
    >
      <Revision revision={revision} />
      {targetRevision && targetRevision !== revision?.value && (
        <span className={styles.code}> ({targetRevision})</span>
      )}
      {place.length > 0 && (
        <span className={styles.message}>{place.join(' · ')}</span>
      )}
      {deployedRevision && !isSynced && (
        <span className={styles.message}>
          deployed: <Revision revision={deployedRevision} />
        </span>
      )}
    </div>
  );
}

/** Says what a revision is, unless it is a commit. */
const KINDS: Record<ApplicationRevision['kind'], string | undefined> = {
  commit: undefined,
  reference: 'not resolved',
  chart: 'chart version',
  digest: 'digest',
};

function Revision({ revision }: { revision?: ApplicationRevision }) {
  if (!revision) return <span>not resolved</span>;
  const kind = KINDS[revision.kind];
  return (
    <>
      <span className={styles.code} title={revision.value}>
        <WebLink href={revision.url}>{shortRevision(revision)}</WebLink>
      </span>
      {kind && ` ${kind}`}
    </>
  );
}
