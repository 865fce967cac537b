import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, Http2SecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { stringify } from 'yaml';
import { createObjectClient } from './client';
import { ensureDefaultRoles } from './defaultRoles';
import { refuseByPolicy } from './deletionPolicies';
import { breakOff } from './exchange';
import { GarbageCollector } from './garbageCollector';
import { Handler } from './handler';
import { Registry } from './registry';
import { Store } from './store';
import type { ApiServer, ApiServerOptions, Fault, TokenGrant } from './types';

/** Milliseconds between a change and its being saved: so long at least, and so many times as long as saving takes. */
const SAVE_DELAY_MS = 500;
const SAVE_PAUSE = 20;

/** Streams on one connection at a time, as kube-apiserver allows. */
const MAX_STREAMS = 100;

/**
 * Starts a sandbox API server over TLS, with HTTP/2 and HTTP/1.1 as kube-apiserver has them.
 *
 * @throws Error that names the port if it is taken.
 */
export async function startApiServer(
  options: ApiServerOptions,
): Promise<ApiServer> {
  const host = options.host ?? '127.0.0.1';
  const store = new Store({ historySize: options.historySize });
  if (options.stateFile && existsSync(options.stateFile)) {
    store.load(JSON.parse(readFileSync(options.stateFile, 'utf8')));
  }
  const registry = new Registry(store);
  registry.refresh();
  store.admitDeletion = (resource, object) =>
    refuseByPolicy(store, registry, resource, object);
  const collector = new GarbageCollector(store, registry);
  const client = createObjectClient(store, registry);
  for (const name of ['default', 'kube-system']) {
    if (!client.get({ apiVersion: 'v1', kind: 'Namespace', name })) {
      client.create({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      });
    }
  }
  ensureDefaultRoles(client);
  collector.watchNewKinds();

  const grants = new Map(options.tokens.map(grant => [grant.token, grant]));
  let version = options.version;
  let faults: Fault[] = [];
  const watches = new Map<ServerResponse, TokenGrant>();
  const handler = new Handler({
    store,
    registry,
    grantOf: token => grants.get(token),
    version: () => version,
    faults: path =>
      faults.filter(f => !f.pathPrefix || path.startsWith(f.pathPrefix)),
    onWatch: (response, grant) => {
      watches.set(response, grant);
      response.on('close', () => watches.delete(response));
    },
  });

  const { certificate, key } = await options.ca.issue([
    host,
    'localhost',
    'kubernetes.default.svc',
  ]);
  const sockets = new Set<Duplex>();
  let server: Http2SecureServer;
  let port = options.port ?? 0;

  async function listen() {
    server = createSecureServer(
      {
        cert: certificate,
        key,
        // A client may have a certificate; who has none, or another one, needs a token.
        ca: options.ca.certificate,
        requestCert: true,
        rejectUnauthorized: false,
        allowHTTP1: true,
        settings: { maxConcurrentStreams: MAX_STREAMS },
      },
      (request, response) => {
        // What differs between the two protocols is in `exchange.ts`.
        handler.handle(
          request as unknown as IncomingMessage,
          response as unknown as ServerResponse,
        );
      },
    );
    Object.assign(server, { keepAliveTimeout: 65_000 });
    server.on('connection', socket => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    port = (server.address() as AddressInfo).port;
  }

  async function unlisten() {
    const closed = new Promise(resolve => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  let saving: Promise<void> = Promise.resolve();
  let saveMs = 0;
  let saveTimer: NodeJS.Timeout | undefined;
  async function save() {
    clearTimeout(saveTimer);
    saveTimer = undefined;
    const file = options.stateFile;
    if (!file) return;
    saving = saving.then(async () => {
      const temporary = `${file}.new`;
      const began = performance.now();
      const text = JSON.stringify(store.dump());
      saveMs = performance.now() - began;
      await writeFile(temporary, text, { mode: 0o600 });
      await rename(temporary, file);
    });
    await saving;
  }
  store.onChange = () => {
    if (!options.stateFile || saveTimer) return;
    saveTimer = setTimeout(
      () => save().catch(() => {}),
      Math.max(SAVE_DELAY_MS, SAVE_PAUSE * saveMs),
    );
    saveTimer.unref();
  };

  function compact() {
    store.compact();
    handler.pages.clear();
  }

  await listen();
  const url = () => `https://${host}:${port}`;
  let down = false;

  return {
    name: options.name,
    get url() {
      return url();
    },
    get port() {
      return port;
    },
    client,
    setVersion(next) {
      version = next;
    },
    kubeconfig(user) {
      const grant = [...grants.values()].find(g => g.user === user);
      if (!grant)
        throw new Error(
          `The API server ${options.name} has no token for ${user}`,
        );
      return stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          {
            name: options.name,
            cluster: {
              server: url(),
              'certificate-authority-data': Buffer.from(
                options.ca.certificate,
              ).toString('base64'),
            },
          },
        ],
        users: [{ name: user, user: { token: grant.token } }],
        contexts: [
          { name: options.name, context: { cluster: options.name, user } },
        ],
        'current-context': options.name,
      });
    },
    addToken(grant) {
      grants.set(grant.token, grant);
    },
    revokeToken(token) {
      grants.delete(token);
      for (const [response, grant] of watches)
        if (grant.token === token) breakOff(response);
    },
    watches: () =>
      [...watches].map(([response, { user }]) => ({
        user,
        path: response.req.url ?? '',
      })),
    async setFaults(next) {
      faults = next;
      if (faults.length) {
        // Watches that were opened before the fault end too.
        for (const response of watches.keys()) breakOff(response);
        if (faults.some(f => f.kind === 'gone')) compact();
      }
      const vanish = faults.some(f => f.kind === 'vanish');
      if (vanish !== down) {
        down = vanish;
        await (vanish ? unlisten() : listen());
      }
    },
    compact,
    setDeletionWebhook(review) {
      store.reviewDeletion = review;
    },
    async close() {
      collector.close();
      if (!down) await unlisten();
      await save();
    },
  };
}
