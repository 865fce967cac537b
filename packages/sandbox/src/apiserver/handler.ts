import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { discover } from './discovery';
import type { Registry } from './registry';
import { represent, representList, shapeOf } from './representation';
import type { Resource } from './resources';
import { fieldMatcher, labelMatcher } from './selectors';
import { StatusError } from './status';
import { requireNamespace } from './applyObject';
import { bodyOf } from './bodyOf';
import { breakOff, isGone, readBody, send } from './exchange';
import { listPage, Pages } from './listPage';
import { patchObject } from './patchObject';
import { podLog } from './podLog';
import { resolveTarget, Target } from './target';
import { authorize, User, userOf } from './rbac';
import { forbidden, notAllowed, unauthorized } from './refusals';
import { requestInfo } from './requestInfo';
import { answerReview } from './reviews';
import type { Store, WriteOptions } from './store';
import type {
  Fault,
  KubernetesObject,
  PropagationPolicy,
  TokenGrant,
} from './types';
import { expired, serveWatch } from './watch';

export interface HandlerContext {
  store: Store;
  registry: Registry;
  grantOf(token: string): TokenGrant | undefined;
  version(): string;
  faults(path: string): Fault[];
  onWatch(response: ServerResponse, grant: TokenGrant): void;
}

/** The header with what a client is warned of, as kubectl shows it. */
function warningsOf({ warnings = [] }: WriteOptions): Record<string, string> {
  if (!warnings.length) return {};
  const values = warnings.map(text => `299 - ${JSON.stringify(text)}`);
  return { Warning: values.join(', ') };
}

/** The user and the groups in the client certificate; undefined if there is none that the CA signed. */
function grantOfCertificate({
  socket,
}: IncomingMessage): TokenGrant | undefined {
  const { authorized, getPeerCertificate } = socket as TLSSocket;
  if (!authorized) return undefined;
  const { CN, O = [] } = getPeerCertificate.call(socket).subject;
  return { user: String(CN), token: '', groups: [O].flat() };
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
      if (response.headersSent) breakOff(response);
      else send(response, status.code, status.toStatus(), status.headers);
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'https://kubernetes');
    const path = url.pathname.replace(/\/+$/, '') || '/';
    const method = request.method ?? 'GET';
    const info = requestInfo(method, path, url.searchParams);
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
      if (fault.kind === 'forbidden') throw forbidden('system:anonymous', info);
    }
    // The client has gone meanwhile: 'close' does not come again.
    if (isGone(response)) return;
    if (['/healthz', '/readyz', '/livez'].includes(path)) {
      response.writeHead(200, { 'Content-Type': 'text/plain' });
      response.end('ok');
      return;
    }
    const token = /^Bearer (.+)$/i.exec(
      request.headers.authorization ?? '',
    )?.[1];
    const grant = token
      ? this.context.grantOf(token)
      : grantOfCertificate(request);
    if (!grant) throw unauthorized();
    const user = this.#userOf(request, grant);
    const decision = authorize(this.context.store, user, info);
    if (!decision.allowed) throw forbidden(user.name, info, decision.reason);
    const review =
      method === 'POST' &&
      /^\/apis\/(authorization|authentication)\.k8s\.io\/v1\/selfsubject(\w+)$/.exec(
        path,
      );
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
        answerReview(
          this.context.store,
          user,
          review[2],
          await readBody(request),
        ),
      );
      return;
    }
    const discovered =
      method === 'GET' ? discover(this.context.registry, path) : undefined;
    if (discovered) {
      send(response, 200, discovered);
      return;
    }
    const target = resolveTarget(this.context.registry, path);
    if (
      target?.subresource === 'log' &&
      target.resource.kind === 'Pod' &&
      method === 'GET'
    ) {
      const { resource, namespace, name } = target;
      const pod = this.context.store.require(resource, namespace, name!);
      const container = url.searchParams.get('container') ?? undefined;
      const text = podLog(pod, container, new Date());
      response.writeHead(200, { 'Content-Type': 'text/plain' });
      response.end(text);
      return;
    }
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

  /** Whom a request is made for: the bearer of the token, or whom it may impersonate. */
  #userOf(request: IncomingMessage, grant: TokenGrant): User {
    const user = userOf(grant.user, grant.groups);
    const impersonated = request.headers['impersonate-user'];
    if (typeof impersonated !== 'string') return user;
    const groups = [request.headers['impersonate-group'] ?? []].flat();
    const wanted = [
      ['users', impersonated],
      ...groups.map(group => ['groups', group]),
    ];
    for (const [resource, name] of wanted) {
      const info = { verb: 'impersonate', apiGroup: '', resource, name };
      const { allowed, reason } = authorize(this.context.store, user, info);
      if (!allowed) throw forbidden(user.name, info, reason);
    }
    return userOf(impersonated, groups);
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
      warnings: [],
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
        const body = bodyOf(resource, await readBody(request), namespace);
        requireNamespace(this.context, resource, body.metadata.namespace);
        const created = store.create(resource, body, write);
        send(
          response,
          201,
          represent(resource, created, shape),
          warningsOf(write),
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
      const body = bodyOf(resource, await readBody(request), namespace);
      if (body.metadata.name !== name) {
        throw new StatusError(
          400,
          'BadRequest',
          `the name of the object (${body.metadata.name}) does not match the name on the URL (${name})`,
        );
      }
      const updated = store.update(resource, body, write);
      send(
        response,
        200,
        represent(resource, updated, shape),
        warningsOf(write),
      );
    } else if (method === 'PATCH') {
      const type = (request.headers['content-type'] ?? '').split(';')[0];
      const { object, created } = patchObject(
        this.context,
        { resource, namespace, name },
        { type: type.trim(), body: await readBody(request), query, write },
      );
      send(
        response,
        created ? 201 : 200,
        represent(resource, object, shape),
        warningsOf(write),
      );
    } else if (method === 'DELETE') {
      const options = (await readBody(request)) ?? {};
      const object = store.delete(resource, namespace, name, {
        dryRun: dryRun || options.dryRun?.includes('All'),
        propagationPolicy: (query.get('propagationPolicy') ??
          options.propagationPolicy) as PropagationPolicy | undefined,
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
        const timer = setTimeout(() => {
          if (!response.writableEnded) {
            response.write('{"type":"MODIFIED","object":{"kind":"Cu');
          }
          setImmediate(() => breakOff(response));
        }, cut.afterMs ?? 0);
        response.on('close', () => clearTimeout(timer));
      }
      return;
    }
    if (garbage) {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end('{"kind":"List","items":[{]');
      return;
    }
    const { page, metadata } = listPage(
      { store, pages: this.pages },
      { resource, namespace, matches },
      query,
    );
    send(response, 200, representList(resource, page, metadata, shape));
  }
}
