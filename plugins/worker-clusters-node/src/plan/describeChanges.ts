import { isDeepStrictEqual } from 'node:util';
import type {
  ClaimChange,
  ClaimSchema,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimSpec } from '../claims';

type Json = Record<string, unknown>;

/**
 * Lists the changes between two specs, field by field, in the schema's order of fields.
 *
 * @param schema - of `spec`
 */
export function describeChanges(
  before: unknown,
  after: unknown,
  schema: ClaimSchema,
  path = 'spec',
): ClaimChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const properties = isObject(schema?.properties) ? schema.properties : {};
    const known = Object.keys(properties);
    const keys = [
      ...new Set([...known, ...Object.keys(before), ...Object.keys(after)]),
    ];
    return keys.flatMap(key =>
      describeChanges(
        before[key],
        after[key],
        (properties as any)[key],
        `${path}.${key}`,
      ),
    );
  }
  return [
    {
      field: path,
      label: labelOf(path, schema),
      ...(before !== undefined && { before: show(before) }),
      ...(after !== undefined && { after: show(after) }),
    },
  ];
}

/** Returns the title of a field in the schema, else its path. */
function labelOf(path: string, schema: ClaimSchema | undefined): string {
  return typeof schema?.title === 'string' && schema.title
    ? schema.title
    : path.replace(/^spec\./, '');
}

/** Lists the consequences of a change for the cluster, a sentence each. Source: the EKS user guide on updates of clusters and node groups. */
export function consequencesOfUpdate(
  before: ClaimSpec,
  after: ClaimSpec,
): string[] {
  const consequences: string[] = [];
  const upgraded = before.kubernetesVersion !== after.kubernetesVersion;
  if (upgraded) {
    consequences.push(
      `The control plane is upgraded from ${before.kubernetesVersion} to ${after.kubernetesVersion}. Its API stays reachable, with short interruptions, for about ten minutes. It cannot be downgraded again.`,
      'Then every node is replaced by one of the new version, one after the other: each Pod is rescheduled once.',
      'Workloads that use an API that the new version has removed stop working: migrate them first.',
    );
  }
  if (before.nodes?.size !== after.nodes?.size) {
    consequences.push(
      `The nodes are replaced by nodes of another size: a new node group is created and the old one is deleted, so that each Pod is rescheduled${
        upgraded ? ' once more' : ' once'
      }. Workloads with a single replica are down meanwhile.`,
    );
  }
  const [min, newMin] = [before.nodes?.min, after.nodes?.min];
  const [max, newMax] = [before.nodes?.max, after.nodes?.max];
  if (min !== undefined && newMin !== undefined && newMin > min) {
    consequences.push(
      `At least ${newMin - min} more ${
        newMin - min === 1 ? 'node runs' : 'nodes run'
      } at all times.`,
    );
  }
  if (max !== undefined && newMax !== undefined && newMax < max) {
    consequences.push(
      `If more than ${newMax} nodes run, the others are drained and removed; Pods that do not fit any more stay pending.`,
    );
  } else if (newMax !== max || (newMin !== min && (newMin ?? 0) < (min ?? 0))) {
    consequences.push('The new bounds do not affect running Pods.');
  }
  if (!isDeepStrictEqual(before.argocd, after.argocd)) {
    consequences.push(
      "The cluster's Argo CD is upgraded: applications keep running, but nothing is synced for about two minutes.",
    );
  }
  if (!isDeepStrictEqual(before.applications, after.applications)) {
    consequences.push(
      "The cluster's Argo CD syncs from another source: applications that it does not contain are removed.",
    );
  }
  if (before.owner !== after.owner) {
    consequences.push(
      'The cluster gets another owner, who gets the permissions of the owner in the portal.',
    );
  }
  return consequences;
}

/** Formats a value for people. */
function show(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value) ?? '';
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
