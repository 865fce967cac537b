import type { Registry } from './registry';
import { apiVersionOf } from './resources';

const VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

const unique = <T>(items: T[]) => [...new Set(items)];

const versionEntry = (group: string, version: string) => ({
  groupVersion: `${group}/${version}`,
  version,
});

function groupOf(registry: Registry, group: string) {
  const versions = unique(
    registry.resources.filter(r => r.group === group).map(r => r.version),
  );
  if (versions.length === 0) return undefined;
  return {
    name: group,
    versions: versions.map(v => versionEntry(group, v)),
    preferredVersion: versionEntry(group, versions[0]),
  };
}

function resourceList(registry: Registry, group: string, version: string) {
  const found = registry.resources.filter(
    r => r.group === group && r.version === version,
  );
  if (
    found.length === 0 &&
    group !== 'authorization.k8s.io' &&
    group !== 'authentication.k8s.io'
  )
    return undefined;
  const entry = (r: any, name: string, verbs: string[]) => ({
    name,
    singularName: name.includes('/') ? '' : r.singular,
    namespaced: r.namespaced,
    kind: r.kind,
    verbs,
    ...(r.shortNames?.length && !name.includes('/')
      ? { shortNames: r.shortNames }
      : {}),
    ...(r.categories?.length && !name.includes('/')
      ? { categories: r.categories }
      : {}),
  });
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf({ group, version }),
    resources: found.flatMap(r => [
      entry(r, r.plural, VERBS),
      ...(r.status
        ? [entry(r, `${r.plural}/status`, ['get', 'patch', 'update'])]
        : []),
    ]),
  };
}

/** The answer to a discovery request, or undefined if the path is none. */
export function discover(registry: Registry, path: string): object | undefined {
  const parts = path.split('/').filter(Boolean);
  if (path === '/api') {
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [],
    };
  }
  if (parts[0] === 'api' && parts.length === 2)
    return resourceList(registry, '', parts[1]);
  if (path === '/apis') {
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: unique(registry.resources.map(r => r.group).filter(Boolean)).map(
        g => groupOf(registry, g),
      ),
    };
  }
  if (parts[0] === 'apis' && parts.length === 2) {
    const group = groupOf(registry, parts[1]);
    return group && { kind: 'APIGroup', apiVersion: 'v1', ...group };
  }
  if (parts[0] === 'apis' && parts.length === 3)
    return resourceList(registry, parts[1], parts[2]);
  if (path === '/openapi/v3') {
    return {
      paths: Object.fromEntries(
        unique(
          registry.resources.map(r =>
            r.group ? `apis/${r.group}/${r.version}` : `api/${r.version}`,
          ),
        ).map(p => [p, { serverRelativeURL: `/openapi/v3/${p}` }]),
      ),
    };
  }
  if (path.startsWith('/openapi/v3/')) {
    const [kind, a, b] = parts.slice(2);
    const [group, version] = kind === 'api' ? ['', a] : [a, b];
    return openApi(registry, group, version);
  }
  return undefined;
}

/** As much of OpenAPI v3 as kubectl's validation, `explain` and server-side apply look at. */
function openApi(registry: Registry, group: string, version: string) {
  const found = registry.resources.filter(
    r => r.group === group && r.version === version,
  );
  if (found.length === 0) return undefined;
  const schemaName = (kind: string) =>
    `${
      group.split('.').reverse().join('.') || 'io.k8s.api.core'
    }.${version}.${kind}`;
  const paths: any = {};
  const schemas: any = {};
  for (const r of found) {
    const gvk = [{ group, version, kind: r.kind }];
    schemas[schemaName(r.kind)] = {
      ...(r.schema ?? {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
      }),
      'x-kubernetes-group-version-kind': gvk,
    };
    const base = group ? `/apis/${group}/${version}` : `/api/${version}`;
    const collection = r.namespaced
      ? `${base}/namespaces/{namespace}/${r.plural}`
      : `${base}/${r.plural}`;
    const parameters = [
      'fieldManager',
      'fieldValidation',
      'dryRun',
      'force',
    ].map(name => ({ name, in: 'query', schema: { type: 'string' } }));
    paths[`${collection}/{name}`] = {
      get: {
        'x-kubernetes-action': 'get',
        'x-kubernetes-group-version-kind': gvk[0],
        responses: {},
      },
      patch: {
        'x-kubernetes-action': 'patch',
        'x-kubernetes-group-version-kind': gvk[0],
        parameters,
        responses: {},
      },
    };
    paths[collection] = {
      post: {
        'x-kubernetes-action': 'post',
        'x-kubernetes-group-version-kind': gvk[0],
        parameters,
        responses: {},
      },
    };
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'unversioned' },
    paths,
    components: { schemas },
  };
}
