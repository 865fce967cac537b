import { isDeepStrictEqual } from 'node:util';
import type {
  ClaimChange,
  ClaimSchema,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimSpec } from '../claims';

type Json = Record<string, unknown>;

/**
 * What changes between two specs, field by field, in the schema's order of fields.
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

/** What a field is called: its title in the schema, else its path. */
export function labelOf(path: string, schema: ClaimSchema | undefined): string {
  return typeof schema?.title === 'string' && schema.title
    ? schema.title
    : path.replace(/^spec\./, '');
}

/** The schema of a field below `spec`; undefined if it has none. */
export function schemaAt(
  schema: ClaimSchema,
  path: string,
): ClaimSchema | undefined {
  return path
    .split('.')
    .slice(1)
    .reduce<any>((s, key) => s?.properties?.[key], schema);
}

/** What a change means for what runs, a sentence each. Of EKS: its user guide on updates of clusters and node groups. */
export function consequencesOfUpdate(
  before: ClaimSpec,
  after: ClaimSpec,
): string[] {
  const said: string[] = [];
  const upgraded = before.kubernetesVersion !== after.kubernetesVersion;
  if (upgraded) {
    said.push(
      `The control plane is upgraded from ${before.kubernetesVersion} to ${after.kubernetesVersion}. Its API stays reachable, with short interruptions, for about ten minutes; it cannot be taken back.`,
      'Then every node is replaced by one of the new version, one after the other: each Pod is moved once.',
      'Workloads that use an API which the new version has removed stop working: look at them before.',
    );
  }
  if (before.nodes?.size !== after.nodes?.size) {
    said.push(
      `The nodes are replaced by ones of another size: a new node group is made and the old one goes, so that each Pod is moved${
        upgraded ? ' once more' : ' once'
      }. Workloads with a single replica are down while they move.`,
    );
  }
  const [min, newMin] = [before.nodes?.min, after.nodes?.min];
  const [max, newMax] = [before.nodes?.max, after.nodes?.max];
  if (min !== undefined && newMin !== undefined && newMin > min) {
    said.push(
      `At least ${newMin - min} more ${
        newMin - min === 1 ? 'node runs' : 'nodes run'
      } all the time.`,
    );
  }
  if (max !== undefined && newMax !== undefined && newMax < max) {
    said.push(
      `If more than ${newMax} nodes run, the others are drained and removed; Pods that then find no room stay pending.`,
    );
  } else if (newMax !== max || (newMin !== min && (newMin ?? 0) < (min ?? 0))) {
    said.push('Running Pods are not touched by the new bounds.');
  }
  if (!isDeepStrictEqual(before.argocd, after.argocd)) {
    said.push(
      "The cluster's Argo CD is upgraded: applications keep running, but nothing is deployed for about two minutes.",
    );
  }
  if (!isDeepStrictEqual(before.applications, after.applications)) {
    said.push(
      "The cluster's Argo CD deploys from another place: applications that are not found there are removed.",
    );
  }
  if (before.owner !== after.owner) {
    said.push(
      'The cluster belongs to another team, and so do the rights in the portal.',
    );
  }
  return said;
}

/** A value as people read it. */
function show(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value) ?? '';
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
