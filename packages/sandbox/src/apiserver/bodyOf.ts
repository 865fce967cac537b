import { apiVersionOf, Resource } from './resources';
import { StatusError } from './status';
import type { KubernetesObject } from './types';

/** The object that a request brings, in its namespace. @throws StatusError if it is none of the resource's kind. */
export function bodyOf(
  resource: Resource,
  body: any,
  namespace: string | undefined,
): KubernetesObject {
  if (!body || typeof body !== 'object' || Array.isArray(body)) {
    throw new StatusError(400, 'BadRequest', 'the request has no object');
  }
  if (resource.custom && body.kind !== resource.kind) {
    const message = `Invalid value: ${JSON.stringify(body.kind)}: must be ${
      resource.kind
    }`;
    throw new StatusError(
      422,
      'Invalid',
      `${body.kind}.${resource.group} "${body.metadata?.name}" is invalid: kind: ${message}`,
      {
        name: body.metadata?.name,
        group: resource.group,
        kind: body.kind,
        causes: [{ reason: 'FieldValueInvalid', message, field: 'kind' }],
      },
    );
  }
  if (
    body.kind !== resource.kind ||
    body.apiVersion !== apiVersionOf(resource)
  ) {
    throw new StatusError(
      400,
      'BadRequest',
      `${resource.kind} in version "${
        resource.version
      }" cannot be handled as a ${body.kind}: the API version in the data (${
        body.apiVersion
      }) does not match the expected API version (${apiVersionOf(resource)})`,
    );
  }
  const object = { ...body, metadata: { ...body.metadata } };
  if (!resource.namespaced) delete object.metadata.namespace;
  else if (
    object.metadata.namespace &&
    namespace &&
    object.metadata.namespace !== namespace
  ) {
    throw new StatusError(
      400,
      'BadRequest',
      `the namespace of the provided object does not match the namespace sent on the request`,
    );
  } else object.metadata.namespace = namespace ?? object.metadata.namespace;
  return object;
}
