import type { IncomingMessage } from 'node:http';
import { Resource, apiVersionOf } from './resources';
import { valueAt } from './selectors';
import type { KubernetesObject } from './types';

/** The shapes in which a client may ask for objects (`Accept: application/json;as=…`). */
export type Shape = 'object' | 'table' | 'partial';

export function shapeOf(request: IncomingMessage): Shape {
  for (const part of (request.headers.accept ?? '').split(',')) {
    if (/as=PartialObjectMetadata/.test(part)) return 'partial';
    if (/as=Table/.test(part)) return 'table';
    if (/application\/json\s*$|\*\/\*/.test(part.trim())) return 'object';
  }
  return 'object';
}

const partialOf = (object: KubernetesObject) => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
});

function age(from: string | undefined): string {
  const seconds = Math.max(0, (Date.now() - Date.parse(from ?? '')) / 1000);
  if (Number.isNaN(seconds)) return '<unknown>';
  if (seconds < 120) return `${Math.floor(seconds)}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86400)}d`;
}

/** A printer column's value: simple paths, and the filter of conditions (`[?(@.type=="Ready")]`) that Crossplane uses. */
function cell(object: KubernetesObject, path: string): unknown {
  const filter = /^(.*?)\[\?\(@\.([\w-]+)==["'](.*?)["']\)\](.*)$/.exec(path);
  if (filter) {
    const list = valueAt(object, filter[1]);
    const item = Array.isArray(list)
      ? list.find(i => i?.[filter[2]] === filter[3])
      : undefined;
    return filter[4] ? valueAt(item, filter[4]) : item;
  }
  const value = valueAt(object, path.replace(/\['([^']+)'\]/g, '.$1'));
  return value !== null && typeof value === 'object'
    ? JSON.stringify(value)
    : value;
}

function tableOf(
  resource: Resource,
  objects: KubernetesObject[],
  headers: boolean,
) {
  const columns = resource.columns.some(c => c.name.toLowerCase() === 'age')
    ? resource.columns
    : [
        ...resource.columns,
        { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
      ];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    columnDefinitions: headers
      ? [
          {
            name: 'Name',
            type: 'string',
            format: 'name',
            description: 'Name',
            priority: 0,
          },
          ...columns.map(c => ({
            name: c.name,
            type: c.type,
            format: c.format ?? '',
            description: c.description ?? '',
            priority: c.priority ?? 0,
          })),
        ]
      : [],
    rows: objects.map(object => ({
      cells: [
        object.metadata.name,
        ...columns.map(c => {
          const value = cell(object, c.jsonPath);
          return c.type === 'date' ? age(value as string) : value ?? null;
        }),
      ],
      object: partialOf(object),
    })),
  };
}

export function represent(
  resource: Resource,
  object: KubernetesObject,
  shape: Shape,
  first = true,
): object {
  if (shape === 'partial') return partialOf(object);
  if (shape === 'table') {
    return {
      ...tableOf(resource, [object], first),
      metadata: { resourceVersion: object.metadata.resourceVersion },
    };
  }
  return object;
}

export function representList(
  resource: Resource,
  objects: KubernetesObject[],
  metadata: object,
  shape: Shape,
): object {
  if (shape === 'partial') {
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: objects.map(partialOf),
    };
  }
  if (shape === 'table')
    return { ...tableOf(resource, objects, true), metadata };
  return {
    kind: `${resource.kind}List`,
    apiVersion: apiVersionOf(resource),
    metadata,
    items: objects,
  };
}
