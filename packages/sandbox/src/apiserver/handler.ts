import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseYaml } from 'yaml';
import { discover } from './discovery';
import { jsonPatch, mergePatch, strategicMerge } from './patch';
import type { Registry } from './registry';
import { represent, representList, shapeOf } from './representation';
import { Resource, apiVersionOf } from './resources';
import { fieldMatcher, labelMatcher } from './selectors';
import { StatusError } from './status';
import { applyObject, requireNamespace } from './applyObject';
import { notFound } from './objects';
import { forbidden, notAllowed, unauthorized } from './refusals';
import { Store, WriteOptions } from './store';
import type { Fault, KubernetesObject, TokenGrant } from './types';
import { expired, serveWatch } from './watch';

const MAX_BODY = 3 * 1024 * 1024;

export interface HandlerContext {
  store: Store;
  registry: Registry;
  grantOf(token: string): TokenGrant | undefined;
  version(): string;
  faults(path: string): Fault[];
  onWatch(response: ServerResponse, grant: TokenGrant): void;
}

interface Target {
  resource: Resource;
  namespace?: string;
  name?: string;
  subresource?: string;
}

function send(
  response: ServerResponse,
  code: number,
  body: object,
  headers: Record<string, string> = {},
) {
  const text = JSON.stringify(body);
  response.writeHead(code, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

async function readBody(request: IncomingMessage): Promise<any> {
  const type = request.headers['content-type'] ?? '';
  if (type.includes('protobuf')) {
    // Clients that can fall back to JSON do so on this answer.
    throw new StatusError(
      415,
      'UnsupportedMediaType',
      'the sandbox speaks JSON and YAML only, not protobuf',
    );
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY)
      throw new StatusError(
        413,
        'RequestEntityTooLarge',
        `limit is ${MAX_BODY} bytes`,
      );
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (!text) return undefined;
  try {
    return type.includes('yaml') ? parseYaml(text) : JSON.parse(text);
  } catch (error: any) {
    throw new StatusError(
      400,
      'BadRequest',
      `the object provided is unrecognized: ${error.message}`,
    );
  }
}

function resolve(registry: Registry, path: string): Target | undefined {
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

/** Lists that are being paged through: the continue token names one. They live as long as etcd would keep the revision. */
class Pages {
  readonly #lists = new Map<
    string,
    { objects: KubernetesObject[]; version: number }
  >();
  #next = 1;

  save(objects: KubernetesObject[], version: number) {
    const id = String(this.#next++);
    this.#lists.set(id, { objects, version });
    if (this.#lists.size > 50)
      this.#lists.delete(this.#lists.keys().next().value!);
    return id;
  }
  get(id: string) {
    return this.#lists.get(id);
  }
  clear() {
    this.#lists.clear();
  }
}

/** Answers the requests of one API server. */
export class Handler {
  readonly pages = new Pages();
  constructor(private readonly context: HandlerContext) {}

  async handle(request: IncomingMessage, response: ServerResponse) {
    try {
      await this.#handle(request, response);
    } catch (error) {
      const status =
        error instanceof StatusError
          ? error
          : new StatusError(
              500,
              'InternalError',
              `Internal error occurred: ${(error as Error).message}`,
            );
      if (response.headersSent) response.destroy();
      else send(response, status.code, status.toStatus(), status.headers);
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'https://kubernetes');
    const path = url.pathname.replace(/\/+$/, '') || '/';
    const faults = this.context.faults(path);
    for (const fault of faults) {
      if (fault.kind === 'hang') return;
      if (fault.kind === 'slow')
        await new Promise(r => setTimeout(r, fault.delayMs ?? 1000));
      if (fault.kind === 'unavailable')
        throw new StatusError(
          503,
          'ServiceUnavailable',
          'the server is currently unable to handle the request',
          undefined,
          { 'Retry-After': '1' },
        );
      if (fault.kind === 'unauthorized') throw unauthorized();
      if (fault.kind === 'forbidden')
        throw forbidden('system:anonymous', request.method ?? 'GET', path);
    }
    if (['/healthz', '/readyz', '/livez'].includes(path)) {
      response.writeHead(200, { 'Content-Type': 'text/plain' });
      response.end('ok');
      return;
    }
    const token = /^Bearer (.+)$/i.exec(
      request.headers.authorization ?? '',
    )?.[1];
    const grant = token ? this.context.grantOf(token) : undefined;
    if (!grant) throw unauthorized();
    const method = request.method ?? 'GET';
    const review =
      /^\/apis\/(authorization|authentication)\.k8s\.io\/v1\/selfsubject(\w+)$/.exec(
        path,
      );
    if (
      grant.access === 'read-only' &&
      method !== 'GET' &&
      method !== 'HEAD' &&
      !review
    ) {
      throw forbidden(grant.user, method, path);
    }
    if (path === '/version') {
      const [major, minor] = this.context
        .version()
        .replace(/^v/, '')
        .split('.');
      send(response, 200, {
        major,
        minor,
        gitVersion: this.context.version(),
        platform: 'linux/amd64',
        goVersion: 'sandbox',
      });
      return;
    }
    if (review) {
      send(
        response,
        201,
        this.#review(review[2], await readBody(request), grant),
      );
      return;
    }
    const discovered =
      method === 'GET' ? discover(this.context.registry, path) : undefined;
    if (discovered) {
      send(response, 200, discovered);
      return;
    }
    const target = resolve(this.context.registry, path);
    if (!target || (target.subresource && target.subresource !== 'status')) {
      throw new StatusError(
        404,
        'NotFound',
        'the server could not find the requested resource',
        {},
      );
    }
    if (target.subresource === 'status' && !target.resource.status) {
      throw new StatusError(
        404,
        'NotFound',
        'the server could not find the requested resource',
        {},
      );
    }
    await this.#serve(
      target,
      method,
      url.searchParams,
      request,
      response,
      grant,
      faults,
    );
  }

  #review(kind: string, body: any, grant: TokenGrant) {
    if (kind === 'reviews') {
      return {
        kind: 'SelfSubjectReview',
        apiVersion: 'authentication.k8s.io/v1',
        status: { userInfo: { username: grant.user } },
      };
    }
    const verb =
      body?.spec?.resourceAttributes?.verb ??
      body?.spec?.nonResourceAttributes?.verb;
    const allowed =
      grant.access === 'full' || ['get', 'list', 'watch'].includes(verb);
    return { ...body, status: { allowed } };
  }

  async #serve(
    { resource, namespace, name, subresource }: Target,
    method: string,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
    grant: TokenGrant,
    faults: Fault[],
  ) {
    const { store } = this.context;
    const shape = shapeOf(request);
    const dryRun = query.get('dryRun') === 'All';
    const write: WriteOptions = {
      dryRun,
      subresource: subresource === 'status' ? 'status' : undefined,
      fieldValidation: query.get('fieldValidation') ?? undefined,
    };
    if (!name) {
      if (method === 'GET') {
        this.#collection(
          resource,
          namespace,
          query,
          request,
          response,
          grant,
          faults,
        );
        return;
      }
      if (method === 'POST') {
        const body = this.#bodyOf(resource, await readBody(request), namespace);
        this.#requireNamespace(resource, body.metadata.namespace);
        send(
          response,
          201,
          represent(resource, store.create(resource, body, write), shape),
        );
        return;
      }
      if (method === 'DELETE') {
        const matches = this.#matcher(resource, query);
        for (const object of store.list(resource, namespace).filter(matches)) {
          store.delete(
            resource,
            object.metadata.namespace,
            object.metadata.name,
            { dryRun },
          );
        }
        send(response, 200, {
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Success',
        });
        return;
      }
      throw notAllowed();
    }
    if (method === 'GET') {
      send(
        response,
        200,
        represent(resource, store.require(resource, namespace, name), shape),
      );
    } else if (method === 'PUT') {
      const body = this.#bodyOf(resource, await readBody(request), namespace);
      if (body.metadata.name !== name) {
        throw new StatusError(
          400,
          'BadRequest',
          `the name of the object (${body.metadata.name}) does not match the name on the URL (${name})`,
        );
      }
      send(
        response,
        200,
        represent(resource, store.update(resource, body, write), shape),
      );
    } else if (method === 'PATCH') {
      const { object, created } = this.#patch(
        resource,
        namespace,
        name,
        await readBody(request),
        request,
        query,
        write,
      );
      send(response, created ? 201 : 200, represent(resource, object, shape));
    } else if (method === 'DELETE') {
      const options = (await readBody(request)) ?? {};
      const object = store.delete(resource, namespace, name, {
        dryRun: dryRun || options.dryRun?.includes('All'),
        propagationPolicy:
          query.get('propagationPolicy') ?? options.propagationPolicy,
        uid: options.preconditions?.uid,
        resourceVersion: options.preconditions?.resourceVersion,
      });
      const gone = !store.get(resource, namespace, name);
      send(
        response,
        200,
        gone && !dryRun
          ? {
              kind: 'Status',
              apiVersion: 'v1',
              metadata: {},
              status: 'Success',
              details: {
                name,
                group: resource.group,
                kind: resource.plural,
                uid: object.metadata.uid,
              },
            }
          : represent(resource, object, shape),
      );
    } else {
      throw notAllowed();
    }
  }

  #patch(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    body: any,
    request: IncomingMessage,
    query: URLSearchParams,
    write: WriteOptions,
  ) {
    const { store } = this.context;
    const type = (request.headers['content-type'] ?? '').split(';')[0].trim();
    const current = store.get(resource, namespace, name);
    if (type.startsWith('application/apply-patch')) {
      const fieldManager = query.get('fieldManager');
      if (!fieldManager)
        throw new StatusError(
          400,
          'BadRequest',
          'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
        );
      const applied = this.#bodyOf(resource, body, namespace);
      applied.metadata.name ??= name;
      return applyObject(this.context, resource, applied, {
        ...write,
        fieldManager,
        force: query.get('force') === 'true',
      });
    }
    if (!current) throw notFound(resource, name);
    let next: any;
    if (type === 'application/json-patch+json') next = jsonPatch(current, body);
    else if (type === 'application/merge-patch+json')
      next = mergePatch(current, body);
    else if (
      type === 'application/strategic-merge-patch+json' &&
      !resource.custom
    )
      next = strategicMerge(current, body);
    else
      throw new StatusError(
        415,
        'UnsupportedMediaType',
        `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml`,
      );
    if (next.metadata?.name !== name)
      throw new StatusError(
        400,
        'BadRequest',
        'the name of an object cannot be changed',
      );
    return { object: store.update(resource, next, write), created: false };
  }

  #matcher(resource: Resource, query: URLSearchParams) {
    const label = labelMatcher(query.get('labelSelector') ?? undefined);
    const field = fieldMatcher(
      query.get('fieldSelector') ?? undefined,
      resource.selectableFields,
    );
    return (object: KubernetesObject) => label(object) && field(object);
  }

  #collection(
    resource: Resource,
    namespace: string | undefined,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
    grant: TokenGrant,
    faults: Fault[],
  ) {
    const { store } = this.context;
    const shape = shapeOf(request);
    const matches = this.#matcher(resource, query);
    const garbage = faults.some(f => f.kind === 'garbage');
    if (['true', '1'].includes(query.get('watch') ?? '')) {
      if (faults.some(f => f.kind === 'gone') && query.get('resourceVersion'))
        throw expired();
      serveWatch(store, resource, response, {
        namespace,
        matches,
        shape,
        resourceVersion: query.get('resourceVersion') ?? undefined,
        bookmarks: query.get('allowWatchBookmarks') === 'true',
        sendInitialEvents: query.get('sendInitialEvents') === 'true',
        timeoutSeconds:
          Number(query.get('timeoutSeconds')) || 1800 + Math.random() * 1800,
        spoil: garbage
          ? line => `${line.slice(0, line.length / 2)}}{\n`
          : undefined,
      });
      this.context.onWatch(response, grant);
      const cut = faults.find(f => f.kind === 'cut');
      if (cut) {
        setTimeout(() => {
          response.write('{"type":"MODIFIED","object":{"kind":"Cu');
          setImmediate(() => response.destroy());
        }, cut.afterMs ?? 0);
      }
      return;
    }
    if (garbage) {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end('{"kind":"List","items":[{]');
      return;
    }
    const limit = Number(query.get('limit')) || 0;
    const token = query.get('continue');
    let objects: KubernetesObject[];
    let version = store.version;
    let offset = 0;
    if (token) {
      const [id, at, last] = Buffer.from(token, 'base64url')
        .toString()
        .split(':');
      const page = this.pages.get(id);
      offset = Number(at) || 0;
      if (page) {
        ({ objects, version } = page);
      } else if (id === 'inconsistent') {
        objects = store
          .list(resource, namespace)
          .filter(matches)
          .filter(
            o => `${o.metadata.namespace ?? ''}/${o.metadata.name}` > last,
          );
        offset = 0;
      } else {
        throw new StatusError(
          410,
          'Expired',
          'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results.',
          {
            metadata: {
              continue: Buffer.from(`inconsistent:0:${last ?? ''}`).toString(
                'base64url',
              ),
            },
          },
        );
      }
    } else {
      const wanted = Number(query.get('resourceVersion') || 0);
      if (wanted > store.version) {
        throw new StatusError(
          504,
          'Timeout',
          `Too large resource version: ${wanted}, current: ${store.version}`,
          {
            causes: [
              {
                reason: 'ResourceVersionTooLarge',
                message: 'Too large resource version',
              },
            ],
            retryAfterSeconds: 1,
          },
        );
      }
      if (
        query.get('resourceVersionMatch') === 'Exact' &&
        wanted &&
        wanted < store.version
      )
        throw expired();
      objects = store.list(resource, namespace).filter(matches);
    }
    const page = limit
      ? objects.slice(offset, offset + limit)
      : objects.slice(offset);
    const end = offset + page.length;
    const metadata: Record<string, unknown> = {
      resourceVersion: String(version),
    };
    if (end < objects.length) {
      const id =
        token &&
        this.pages.get(Buffer.from(token, 'base64url').toString().split(':')[0])
          ? Buffer.from(token, 'base64url').toString().split(':')[0]
          : this.pages.save(objects, version);
      const lastObject = page[page.length - 1].metadata;
      metadata.continue = Buffer.from(
        `${id}:${end}:${lastObject.namespace ?? ''}/${lastObject.name}`,
      ).toString('base64url');
      metadata.remainingItemCount = objects.length - end;
    }
    send(response, 200, representList(resource, page, metadata, shape));
  }

  #bodyOf(
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

  #requireNamespace(resource: Resource, namespace: string | undefined) {
    requireNamespace(this.context, resource, namespace);
  }
}
