import { mergePatch as applyMergePatch } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { applyPatch as applyJsonPatch } from 'fast-json-patch';
import { StatusError } from './status';

/** Merge keys of lists in built-in kinds (`patchMergeKey` in the Go types). */
const MERGE_KEYS: Record<string, string> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  ports: 'containerPort',
  conditions: 'type',
  imagePullSecrets: 'name',
  secrets: 'name',
  ownerReferences: 'uid',
  hostAliases: 'ip',
};

/** Strategic merge patch: a merge patch in which known lists are merged by their key. */
export function strategicMerge(target: any, patch: any, key = ''): any {
  if (Array.isArray(patch)) {
    if (key === 'finalizers' && Array.isArray(target)) {
      return [...new Set([...target, ...patch])];
    }
    let mergeKey = MERGE_KEYS[key];
    if (mergeKey === 'containerPort' && patch[0]?.port !== undefined)
      mergeKey = 'port';
    if (
      !mergeKey ||
      !Array.isArray(target) ||
      patch.some(i => typeof i !== 'object')
    ) {
      return patch;
    }
    if (patch.some(item => item.$patch === 'replace')) {
      return patch.filter(item => item.$patch !== 'replace');
    }
    const result = [...target];
    for (const item of patch) {
      const at = result.findIndex(r => r?.[mergeKey] === item[mergeKey]);
      if (item.$patch === 'delete') {
        if (at >= 0) result.splice(at, 1);
      } else if (at >= 0) {
        result[at] = strategicMerge(result[at], item);
      } else {
        result.push(item);
      }
    }
    return result;
  }
  if (patch === null || typeof patch !== 'object') return patch;
  if (patch.$patch === 'replace') {
    const { $patch, ...rest } = patch;
    return rest;
  }
  const result: any =
    target && typeof target === 'object' && !Array.isArray(target)
      ? { ...target }
      : {};
  for (const [name, value] of Object.entries<any>(patch)) {
    if (name === '$retainKeys' || name.startsWith('$setElementOrder/'))
      continue;
    if (name.startsWith('$deleteFromPrimitiveList/')) {
      const list = name.slice(name.indexOf('/') + 1);
      result[list] = (result[list] ?? []).filter(
        (v: unknown) => !value.includes(v),
      );
    } else if (value === null) {
      delete result[name];
    } else {
      result[name] = strategicMerge(result[name], value, name);
    }
  }
  return result;
}

export const mergePatch = (target: any, patch: any): any =>
  applyMergePatch(structuredClone(target), patch);

export function jsonPatch(target: any, operations: any): any {
  if (!Array.isArray(operations)) {
    throw new StatusError(
      400,
      'BadRequest',
      'a JSON patch is an array of operations',
    );
  }
  try {
    return applyJsonPatch(structuredClone(target), operations, true)
      .newDocument;
  } catch (error: any) {
    throw new StatusError(
      422,
      'Invalid',
      `the server rejected our request due to an error in our request: ${error.name}`,
    );
  }
}

type FieldSet = { [key: string]: FieldSet };

/**
 * The key by which the items of a list are told apart, for the lists that Kubernetes merges item by item; any other list
 * is replaced as a whole.
 */
function listKey(field: string, items: any[]): string | undefined {
  const key =
    MERGE_KEYS[field] === 'containerPort' && items[0]?.port !== undefined
      ? 'port'
      : MERGE_KEYS[field];
  const values = key ? items.map(item => item?.[key]) : [];
  const unique = new Set(values).size === items.length;
  return key && unique && !values.includes(undefined) ? key : undefined;
}

/** The fields of an applied configuration in the form of managedFields' `FieldsV1`; lists with keys are granular. */
function fieldSetOf(value: any, top = true, field = ''): FieldSet {
  const set: FieldSet = {};
  if (Array.isArray(value)) {
    const key = listKey(field, value);
    if (key && value.length) {
      for (const item of value) {
        set[`k:${JSON.stringify({ [key]: item[key] })}`] = {
          '.': {},
          ...fieldSetOf(item, false),
        };
      }
    }
    return set;
  }
  if (value === null || typeof value !== 'object') return set;
  for (const [name, child] of Object.entries<any>(value)) {
    if (top && ['apiVersion', 'kind', 'status'].includes(name)) continue;
    if (top && name === 'metadata') {
      const { labels, annotations, finalizers, ownerReferences } = child;
      const kept = Object.fromEntries(
        Object.entries({
          labels,
          annotations,
          finalizers,
          ownerReferences,
        }).filter(([, v]) => v !== undefined),
      );
      if (Object.keys(kept).length) set['f:metadata'] = fieldSetOf(kept, false);
    } else {
      set[`f:${name}`] = fieldSetOf(child, false, name);
    }
  }
  return set;
}

const isLeaf = (set: FieldSet) => Object.keys(set).every(k => k === '.');

function* leaves(set: FieldSet, path: string[] = []): Generator<string[]> {
  for (const [key, child] of Object.entries(set)) {
    if (key === '.') continue;
    if (isLeaf(child)) yield [...path, key];
    else yield* leaves(child, [...path, key]);
  }
}

function read(value: any, path: string[]): any {
  return path.reduce((v, segment) => {
    if (v === undefined || v === null) return undefined;
    if (segment.startsWith('f:')) return v[segment.slice(2)];
    const [[key, wanted]] = Object.entries(JSON.parse(segment.slice(2)));
    return Array.isArray(v) ? v.find(i => i?.[key] === wanted) : undefined;
  }, value);
}

function removeAt(value: any, path: string[]): void {
  const parent = read(value, path.slice(0, -1));
  const last = path[path.length - 1];
  if (parent === undefined || parent === null) return;
  if (last.startsWith('f:')) {
    delete parent[last.slice(2)];
  } else if (Array.isArray(parent)) {
    const item = read(parent, [last]);
    const at = parent.indexOf(item);
    if (at >= 0) parent.splice(at, 1);
  }
}

function mergeApplied(target: any, applied: any, field = ''): any {
  if (Array.isArray(applied)) {
    const key = listKey(field, applied);
    if (!key || !Array.isArray(target)) return applied;
    const result = [...target];
    for (const item of applied) {
      const at = result.findIndex(r => r?.[key] === item[key]);
      if (at >= 0) result[at] = mergeApplied(result[at], item);
      else result.push(item);
    }
    return result;
  }
  if (applied === null || typeof applied !== 'object') return applied;
  const result: any =
    target && typeof target === 'object' && !Array.isArray(target)
      ? { ...target }
      : {};
  for (const [name, value] of Object.entries(applied)) {
    if (value === null) continue;
    result[name] = mergeApplied(result[name], value, name);
  }
  return result;
}

/**
 * Server-side apply: merges a configuration into the object, takes away what this manager applied before and no longer
 * does, and refuses to change a field that another manager owns unless forced.
 */
export function serverSideApply(
  current: any | undefined,
  applied: any,
  options: {
    fieldManager: string;
    force: boolean;
    apiVersion: string;
    now: string;
  },
): any {
  const { fieldManager, force, apiVersion, now } = options;
  const set = fieldSetOf(applied);
  const managed: any[] = current?.metadata.managedFields ?? [];
  const mine = managed.find(
    m => m.manager === fieldManager && m.operation === 'Apply',
  );
  const result = mergeApplied(current ?? {}, applied);
  if (current) {
    const wanted = new Set([...leaves(set)].map(p => p.join('\u0000')));
    const others = managed.filter(m => m !== mine);
    const conflicts: Array<{ manager: string; path: string[] }> = [];
    for (const other of others) {
      for (const path of leaves(other.fieldsV1 ?? {})) {
        if (
          wanted.has(path.join('\u0000')) &&
          JSON.stringify(read(current, path)) !==
            JSON.stringify(read(applied, path))
        ) {
          conflicts.push({ manager: other.manager, path });
        }
      }
    }
    if (conflicts.length && !force) {
      const text = (path: string[]) =>
        path
          .map(p => (p.startsWith('f:') ? `.${p.slice(2)}` : `[${p.slice(2)}]`))
          .join('');
      throw new StatusError(
        409,
        'Conflict',
        `Apply failed with ${conflicts.length} conflict${
          conflicts.length > 1 ? 's' : ''
        }: ${conflicts
          .map(c => `conflict with "${c.manager}": ${text(c.path)}`)
          .join(', ')}`,
        {
          causes: conflicts.map(c => ({
            reason: 'FieldManagerConflict',
            message: `conflict with "${c.manager}"`,
            field: text(c.path),
          })),
        },
      );
    }
    const ownedByOthers = new Set(
      others.flatMap(o =>
        [...leaves(o.fieldsV1 ?? {})].map(p => p.join('\u0000')),
      ),
    );
    for (const path of leaves(mine?.fieldsV1 ?? {})) {
      const id = path.join('\u0000');
      if (!wanted.has(id) && !ownedByOthers.has(id)) removeAt(result, path);
    }
    for (const conflict of conflicts) {
      const owner = others.find(o => o.manager === conflict.manager);
      let node = owner.fieldsV1;
      for (const key of conflict.path.slice(0, -1)) node = node?.[key];
      if (node) delete node[conflict.path[conflict.path.length - 1]];
    }
  }
  result.metadata = { ...result.metadata };
  const unchanged =
    mine && JSON.stringify(mine.fieldsV1) === JSON.stringify(set);
  result.metadata.managedFields = [
    ...managed.filter(m => m !== mine),
    unchanged
      ? mine
      : {
          manager: fieldManager,
          operation: 'Apply',
          apiVersion,
          time: now,
          fieldsType: 'FieldsV1',
          fieldsV1: set,
        },
  ];
  return result;
}
