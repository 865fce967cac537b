import {
  invalidMessage,
  StatusCause,
} from '@worker-clusters/kubernetes-schema';
import { labelCauses } from './labels';
import type { Resource } from './resources';
import { StatusError } from './status';
import type { KubernetesObject } from './types';

const DNS_SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const RBAC_NAME = /^[^/%]+$/;

export const now = () => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

export const nameOf = (resource: Resource) =>
  resource.group ? `${resource.plural}.${resource.group}` : resource.plural;

export function notFound(resource: Resource, name: string) {
  return new StatusError(
    404,
    'NotFound',
    `${nameOf(resource)} "${name}" not found`,
    {
      name,
      group: resource.group,
      kind: resource.plural,
    },
  );
}

function invalid(resource: Resource, name: string, causes: StatusCause[]) {
  const kind = resource.group
    ? `${resource.kind}.${resource.group}`
    : resource.kind;
  return new StatusError(422, 'Invalid', invalidMessage(kind, name, causes), {
    ...(name && { name }),
    group: resource.group,
    kind: resource.kind,
    causes,
  });
}

export function checkName(resource: Resource, name: unknown) {
  if (typeof name !== 'string' || name === '') {
    throw invalid(resource, '', [
      {
        reason: 'FieldValueRequired',
        message: 'Required value: name or generateName is required',
        field: 'metadata.name',
      },
    ]);
  }
  const rbac = resource.group === 'rbac.authorization.k8s.io';
  const max = ['Namespace', 'Service'].includes(resource.kind) ? 63 : 253;
  if (name.length > max || !(rbac ? RBAC_NAME : DNS_SUBDOMAIN).test(name)) {
    throw invalid(resource, name, [
      {
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${JSON.stringify(
          name,
        )}: a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
        field: 'metadata.name',
      },
    ]);
  }
}

/** Validates labels and annotations. @throws StatusError 422 that says all that is wrong with them */
export function checkLabels(
  resource: Resource,
  metadata: KubernetesObject['metadata'],
) {
  const causes = labelCauses(metadata);
  if (causes.length) throw invalid(resource, metadata.name, causes);
}

/** What `metadata.generation` counts: everything but metadata, and but status where it is a subresource. */
export function desired(object: KubernetesObject, resource: Resource) {
  const { metadata, status, ...rest } = object;
  return resource.status ? rest : { ...rest, status };
}

/** The same value with keys in order, so that equality does not depend on it. */
export function sorted(value: any): any {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .filter(k => value[k] !== undefined)
      .map(k => [k, sorted(value[k])]),
  );
}
