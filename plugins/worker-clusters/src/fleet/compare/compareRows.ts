import type { Application } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** What one cluster has of a row: `undefined` is nothing, `unknown` that nobody could look. */
export type Value = string | undefined | typeof UNKNOWN;

export const UNKNOWN = Symbol('unknown');

/** Whether the clusters of which something is known have different values. */
export function differs(values: readonly Value[]): boolean {
  const known = values.filter(value => value !== UNKNOWN);
  return known.some(value => value !== known[0]);
}

export interface ClaimRow {
  /** Path in the claim's `spec`: `parameters.nodes.min`. */
  path: string;
  values: Value[];
}

const MAX_PATHS = 200;

/** The fields of a claim's `spec` by their paths. */
interface Fields {
  values: Map<string, string>;
  /** There are more than these. */
  truncated: boolean;
}

function collect(value: unknown, path: string, fields: Fields) {
  if (fields.truncated) return;
  if (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0
  ) {
    for (const [key, child] of Object.entries(value)) {
      collect(child, path ? `${path}.${key}` : key, fields);
    }
    return;
  }
  if (fields.values.size >= MAX_PATHS) {
    fields.truncated = true;
    return;
  }
  fields.values.set(
    path,
    typeof value === 'string' ? value : JSON.stringify(value),
  );
}

/**
 * The claims field by field, in the order of their paths; lists are one value. At most 200 fields of each: what a
 * truncated one does not have is unknown.
 *
 * @param specs - `spec` of each cluster's claim; undefined where it cannot be read
 */
export function compareClaims(
  specs: ReadonlyArray<Record<string, unknown> | undefined>,
): ClaimRow[] {
  const all = specs.map(spec => {
    if (!spec) return undefined;
    const fields: Fields = { values: new Map(), truncated: false };
    collect(spec, '', fields);
    return fields;
  });
  const paths = new Set(
    all.flatMap(fields => [...(fields?.values.keys() ?? [])]),
  );
  return [...paths]
    .sort((a, b) => a.localeCompare(b, 'en'))
    .map(path => ({
      path,
      values: all.map(fields =>
        fields && (fields.values.has(path) || !fields.truncated)
          ? fields.values.get(path)
          : UNKNOWN,
      ),
    }));
}

export interface ApplicationsRow<T> {
  name: string;
  /** By cluster: undefined where it has none of that name, or where that is not known. */
  applications: Array<T | undefined>;
}

/**
 * The Applications of several clusters by name, in the order of their names. Two of one name in a cluster, in different namespaces of
 * its Argo CD, are two rows.
 *
 * @param applications - of each cluster; undefined where they cannot be read
 */
export function compareApplications<
  T extends Pick<Application, 'name' | 'namespace'>,
>(
  applications: ReadonlyArray<readonly T[] | undefined>,
): Array<ApplicationsRow<T>> {
  const rows = new Map<string, ApplicationsRow<T>>();
  applications.forEach((list, column) => {
    const seen = new Map<string, number>();
    for (const application of [...(list ?? [])].sort((a, b) =>
      a.namespace.localeCompare(b.namespace, 'en'),
    )) {
      const { name } = application;
      const nth = seen.get(name) ?? 0;
      seen.set(name, nth + 1);
      const key = JSON.stringify([name, nth]);
      const row = rows.get(key) ?? {
        name,
        applications: applications.map(() => undefined),
      };
      row.applications[column] = application;
      rows.set(key, row);
    }
  });
  return [...rows.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
