import {
  type Application,
  assessedHealth,
  HEALTH_STATUSES,
  SYNC_STATUSES,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { storable } from './content';

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
}

/** The primary key of `applications` and `application_index`. */
export const APPLICATION_KEY = ['cluster_key', 'namespace', 'name'] as const;

/** The row of an Application of the cluster with this key. Everything in it follows from the Application. */
export function toApplicationIndexRow(
  clusterKey: string,
  application: Application,
): ApplicationIndexRow {
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
        '',
      ]
        .join('\n')
        .toLowerCase(),
    ),
  };
}

/** Each label as `key=value` between newlines; empty for none. Neither is in a label. */
function toLabelText(labels: Application['labels'] = {}): string {
  const lines = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return lines.length ? storable(`\n${lines.join('\n')}\n`) : '';
}
