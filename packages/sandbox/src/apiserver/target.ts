import type { Registry } from './registry';
import type { Resource } from './resources';

/** What a path names. */
export interface Target {
  resource: Resource;
  namespace?: string;
  name?: string;
  subresource?: string;
}

/** Reads a path below `/api` or `/apis`; undefined if it names nothing that is served. */
export function resolveTarget(
  registry: Registry,
  path: string,
): Target | undefined {
  const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  let group: string;
  let version: string;
  let rest: string[];
  if (parts[0] === 'api')
    [group, version, ...rest] = ['', parts[1], ...parts.slice(2)];
  else if (parts[0] === 'apis') [, group, version, ...rest] = parts;
  else return undefined;
  let namespace: string | undefined;
  if (
    rest[0] === 'namespaces' &&
    rest.length > 2 &&
    rest[2] !== 'status' &&
    rest[2] !== 'finalize'
  ) {
    namespace = rest[1];
    rest = rest.slice(2);
  }
  const [plural, name, subresource] = rest;
  const resource =
    plural === undefined
      ? undefined
      : registry.byPlural(group, version, plural);
  if (!resource) return undefined;
  if (namespace && !resource.namespaced) return undefined;
  return { resource, namespace, name, subresource };
}
