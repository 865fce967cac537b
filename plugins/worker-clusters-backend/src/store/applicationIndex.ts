import {
  type Application,
  type ApplicationSource,
  applicationVersion,
  assessedHealth,
  HEALTH_STATUSES,
  SYNC_STATUSES,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { hashOf, storable } from './content';

/** What is kept of a version, in characters: an index has it. */
const MAX_VERSION = 100;
/** Characters of the hash by which applications of the same name are told apart. */
const HASH_LENGTH = 11;

/** A row of `application_index`: what applications are filtered, searched and sorted by. */
export interface ApplicationIndexRow {
  cluster_key: string;
  namespace: string;
  name: string;
  project: string;
  health_rank: number;
  sync_rank: number;
  operation_phase: string;
  destination_namespace: string;
  label_text: string;
  search_text: string;
  repository: string;
  repository_hash: string;
  version: string;
  version_text: string;
}

/** The primary key of `applications` and `application_index`. */
export const APPLICATION_KEY = ['cluster_key', 'namespace', 'name'] as const;

/**
 * The repository of a source without scheme, user and `.git`, in lower case, with the name of the chart if it has one: the
 * same for every way to write its address.
 */
export function repositoryKey(source: ApplicationSource | undefined): string {
  const address = (source?.repoUrl ?? '')
    .toLowerCase()
    .replace(/^[a-z][a-z+.-]*:\/\//, '')
    .replace(/^[^/@]*@/, '')
    // As SSH addresses are written: host:path.
    .replace(/^([^/:]+):(?!\d+(?:\/|$))\/*/, '$1/')
    // Looks back, or many slashes in the middle would take time by the square of their number.
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '');
  return [address, source?.chart].filter(Boolean).join('/');
}

/** A version as it is searched: in lower case, without `v` before its number. */
export const searchableVersion = (version: string) =>
  version.toLowerCase().replace(/^v(?=\d)/, '');

/** The row of an Application of the cluster with this key. Everything in it follows from the Application. */
export function toApplicationIndexRow(
  clusterKey: string,
  application: Application,
): ApplicationIndexRow {
  const repository = storable(repositoryKey(application.sources[0]));
  const version = storable(
    applicationVersion(application)?.value.slice(0, MAX_VERSION) ?? '',
  );
  const { namespace, name, project = '', sync } = application;
  const { operationPhase = '', destinationNamespace = '' } = application;
  const cluster = clusterKey.slice(clusterKey.lastIndexOf('/') + 1);
  const repos = application.sources.flatMap(s => s.repoUrl ?? []);
  return {
    cluster_key: clusterKey,
    namespace: storable(namespace),
    name: storable(name),
    project: storable(project),
    health_rank: HEALTH_STATUSES.indexOf(assessedHealth(application)),
    sync_rank: SYNC_STATUSES.indexOf(sync),
    operation_phase: operationPhase,
    destination_namespace: storable(destinationNamespace),
    label_text: toLabelText(application.labels),
    search_text: storable(
      [
        name,
        namespace,
        cluster,
        project,
        destinationNamespace,
        ...new Set(repos),
        ...(application.images ?? []),
        '',
      ]
        .join('\n')
        .toLowerCase(),
    ),
    repository,
    repository_hash: hashOf(repository).slice(0, HASH_LENGTH),
    version,
    version_text: `\n${searchableVersion(version)}\n`,
  };
}

/** Each label as `key=value` between newlines; empty for none. Neither is in a label. */
function toLabelText(labels: Application['labels'] = {}): string {
  const lines = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return lines.length ? storable(`\n${lines.join('\n')}\n`) : '';
}
