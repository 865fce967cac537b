import {
  isRelevantFile,
  MAX_FILE_BYTES,
  type TreeEntry,
} from '@worker-clusters/argocd-manifests';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { apiRouter, describeError } from './api/apiRouter';
import { Host } from './core/Host';
import { reconcile } from './core/pullBranches';
import { ensureRepository } from './core/repositories';
import { Users } from './core/Users';
import { requireGit } from './git/Git';
import { listTree, readBlobs, resolveCommit } from './git/objects';
import { NO_COMMIT } from './git/writing';
import { Faults } from './http/Faults';
import { installHooks, smartHttpRouter } from './http/smartHttp';
import { pagesRouter } from './pages/pagesRouter';
import { StateFile } from './state/StateFile';
import type { GitHost, GitHostOptions } from './types';
import { Webhooks } from './webhooks';

/** What a real Gitea takes when it has nothing else to do, and a little more. */
const QUEUE_MS = 300;

/**
 * Starts a Gitea-compatible Git host over bare repositories in a folder.
 *
 * @throws Error if `git` is missing or older than 2.38, if the folder holds something else, or if the port is taken
 * (`code` is `EADDRINUSE` then).
 */
export async function startGitHost(options: GitHostOptions): Promise<GitHost> {
  await requireGit();
  const { directory, users, webhookUrl, webhookSecret } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = new StateFile(join(directory, 'gitea.json'));
  const host = new Host(
    directory,
    file,
    new Users(file, users),
    // eslint-disable-next-line no-console
    options.log ?? (line => console.warn(line)),
    options.queueMs ?? QUEUE_MS,
  );
  const uploads = join(directory, 'uploads');
  await rm(uploads, { recursive: true, force: true });
  await installHooks(host);

  const faults = new Faults();
  const server = await listen(options, faults.guard(makeApp(host, uploads)));
  host.url = `http://${urlHost(options.host)}:${server.port}`;
  const webhooks = new Webhooks(host, {
    url: webhookUrl,
    secret: webhookSecret,
  });
  for (const repository of file.state.repositories) {
    await host.exclusively(repository.owner, repository.name, () =>
      reconcile(host, repository),
    );
  }
  await file.save();

  function require(owner: string, name: string) {
    const repository = host.find(owner, name);
    if (!repository) {
      throw new Error(`The Git host has no repository ${owner}/${name}`);
    }
    return host.git(repository);
  }

  return {
    url: host.url,
    port: server.port,
    ensureRepository: wanted => ensureRepository(host, wanted),
    onPush(listener) {
      const relay: Parameters<typeof host.events.on<'push'>>[1] = (
        { owner, name },
        { branch, after },
      ) => {
        if (after === NO_COMMIT) return;
        try {
          listener({ owner, name, branch, commit: after });
        } catch (error) {
          host.log(`Git host: a listener has failed: ${error}`);
        }
      };
      host.events.on('push', relay);
      return () => {
        host.events.off('push', relay);
      };
    },
    async head(owner, name, branch) {
      const repository = host.find(owner, name);
      return repository && host.head(repository, branch);
    },
    async readFiles(owner, name, revision, folder) {
      const git = require(owner, name);
      const commit = await resolveCommit(git, revision);
      if (!commit) {
        throw new Error(`${owner}/${name} has no revision '${revision}'`);
      }
      const entries = (
        await listTree(git, commit, { folder: trim(folder), recursive: true })
      ).filter(entry => /^100(644|755)$/.test(entry.mode));
      const contents = await readBlobs(
        git,
        entries.map(entry => entry.sha),
      );
      return Object.fromEntries(
        entries.map(({ path, sha }) => [
          path,
          contents.get(sha)!.toString('utf8'),
        ]),
      );
    },
    async readTree(owner, name, revision) {
      const git = require(owner, name);
      const commit = await resolveCommit(git, revision);
      if (!commit) {
        throw new Error(`${owner}/${name} has no revision '${revision}'`);
      }
      const entries = await listTree(git, commit, { recursive: true });
      const isRead = (entry: (typeof entries)[number]) =>
        /^100(644|755)$/.test(entry.mode) &&
        entry.size <= MAX_FILE_BYTES &&
        isRelevantFile(entry.path);
      const contents = await readBlobs(
        git,
        entries.filter(isRead).map(entry => entry.sha),
      );
      return new Map(
        entries.map(entry => [entry.path, treeEntry(entry, contents)]),
      );
    },
    async setFaults(wanted) {
      const vanish = wanted.includes('vanish');
      faults.set(wanted);
      await (vanish ? server.close() : server.open());
    },
    async close() {
      webhooks.close();
      await server.close();
      await host.deletions.drain();
      // What is under way ends first; the state is complete then.
      for (const { owner, name } of file.state.repositories) {
        await host.exclusively(owner, name, async () => {});
      }
      await file.save();
    },
  };
}

function makeApp(host: Host, uploads: string) {
  const app = express();
  app.disable('x-powered-by');
  app.get('/api/healthz', (_, response) => {
    response.json({ status: 'pass' });
  });
  app.use('/api/v1', apiRouter(host));
  app.use(smartHttpRouter(host, uploads));
  app.use(
    [
      '/:owner/:repo/info/refs',
      '/:owner/:repo/git-upload-pack',
      '/:owner/:repo/git-receive-pack',
    ],
    (
      error: Error,
      _: express.Request,
      response: express.Response,
      next: express.NextFunction,
    ) => {
      if (response.headersSent || response.closed) {
        next(error);
        return;
      }
      const { status, message } = describeError(error);
      if (status === 401) {
        response.set('WWW-Authenticate', 'Basic realm="Gitea"');
      }
      if (status >= 500) host.log(`Git host: ${error.stack ?? error}`);
      response.status(status).type('text/plain').send(`${message}\n`);
    },
  );
  app.use(pagesRouter(host));
  return app;
}

type Handler = Parameters<typeof createServer>[1];

/** A server that can close its port and open the same one again. */
async function listen(
  { host = '127.0.0.1', port: wanted = 0 }: GitHostOptions,
  handler: Handler,
) {
  const server = createServer({ keepAliveTimeout: 65_000 }, handler);
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  let port = wanted;
  // Faults may be set again before they are in force.
  let last: Promise<void> = Promise.resolve();
  const after = (act: () => Promise<void>) => {
    last = last.catch(() => {}).then(act);
    return last;
  };
  const open = () =>
    after(async () => {
      if (server.listening) return;
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      port = (server.address() as AddressInfo).port;
    });
  const close = () =>
    after(async () => {
      if (!server.listening) return;
      const closed = new Promise(resolve => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    });
  await open();
  return {
    get port() {
      return port;
    },
    open,
    close,
  };
}

function urlHost(host = '127.0.0.1'): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function trim(folder: string): string {
  return folder.replace(/^\.?\/+|\/+$/g, '');
}

function treeEntry(
  { mode, sha }: { mode: string; sha: string },
  contents: Map<string, Buffer>,
): TreeEntry {
  if (mode === '120000') return { type: 'symlink' };
  if (mode === '160000') return { type: 'submodule' };
  return { type: 'file', text: contents.get(sha)?.toString('utf8') };
}
