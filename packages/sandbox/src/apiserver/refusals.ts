import type { RequestInfo } from './requestInfo';
import { StatusError } from './status';

/** Answers of the API server to what it does not do, or not for this client. */
export const notAllowed = () =>
  new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
  );

export const unauthorized = () =>
  new StatusError(401, 'Unauthorized', 'Unauthorized');

/** 403 in the words of the API server. (k8s.io/apiserver, `responsewriters.Forbidden`) */
export function forbidden(
  user: string,
  request: RequestInfo,
  reason = '',
): StatusError {
  const { apiGroup, namespace, name, path, resource, subresource, verb } =
    request;
  let what: string;
  if (path !== undefined) {
    what = `User "${user}" cannot ${verb} path "${path}"`;
  } else {
    const full = subresource ? `${resource}/${subresource}` : resource;
    const where = namespace
      ? `in the namespace "${namespace}"`
      : 'at the cluster scope';
    what = `User "${user}" cannot ${verb} resource "${full}" in API group "${apiGroup}" ${where}`;
  }
  const subject = apiGroup ? `${resource}.${apiGroup}` : resource;
  const start = [
    subject,
    ...(subject && name ? [`"${name}"`] : []),
    subject ? 'is forbidden' : 'forbidden',
  ]
    .filter(Boolean)
    .join(' ');
  return new StatusError(
    403,
    'Forbidden',
    `${start}: ${what}${reason && `: ${reason}`}`,
    {
      ...(name && { name }),
      ...(apiGroup && { group: apiGroup }),
      ...(resource && { kind: resource }),
    },
  );
}
