/** What a request wants to do, as the API server's authorizer sees it. */
export interface RequestInfo {
  verb: string;
  /** Of a request for something that is no resource. */
  path?: string;
  apiGroup: string;
  /** Empty for a request for something that is no resource. */
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
}

const VERBS: Record<string, string> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/**
 * Reads method, path and query of a request, whether the resource is served or not: authorization comes before that.
 *
 * (k8s.io/apiserver, `RequestInfoFactory.NewRequestInfo`)
 */
export function requestInfo(
  method: string,
  path: string,
  query: URLSearchParams,
): RequestInfo {
  const nonResource: RequestInfo = {
    verb: method.toLowerCase(),
    path,
    apiGroup: '',
    resource: '',
  };
  const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  const grouped = parts[0] === 'apis';
  if (!grouped && parts[0] !== 'api') return nonResource;
  const apiGroup = grouped ? parts[1] ?? '' : '';
  let rest = parts.slice(grouped ? 3 : 2);
  if (rest.length === 0) return nonResource;

  let namespace: string | undefined;
  if (rest[0] === 'namespaces' && rest.length > 1) {
    namespace = rest[1];
    if (rest.length > 2 && !['status', 'finalize'].includes(rest[2])) {
      rest = rest.slice(2);
    }
  }
  const [resource, inPath, subresource] = rest;
  let verb = VERBS[method] ?? '';
  let name: string | undefined = inPath;
  if (name === undefined && verb === 'get') {
    const watches = ['true', '1'].includes(query.get('watch') ?? '');
    verb = watches ? 'watch' : 'list';
    // A list of one object by its name is within a right to that name.
    name = /(?:^|,)metadata\.name==?([^,=]+)(?:,|$)/.exec(
      query.get('fieldSelector') ?? '',
    )?.[1];
  } else if (name === undefined && verb === 'delete') {
    verb = 'deletecollection';
  }
  return { verb, apiGroup, resource, subresource, namespace, name };
}
