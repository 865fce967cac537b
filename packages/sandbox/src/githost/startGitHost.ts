import { timingSafeEqual } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join, resolve } from 'node:path';
import express, { NextFunction, Request, Response } from 'express';
import { createApi } from './api';
import { ApiError } from './apiError';
import { requireGit } from './git';
import { createPages } from './pages';
import { identityOf, GitHostService } from './service';
import { serveGit } from './smartHttp';
import { StateFile } from './state';
import type { GitHost, GitHostOptions, GitHostUser } from './types';
import { WebhookSender } from './webhookSender';

/** Refuses pushes to the branches that the environment names, with the words of Gitea. */
const UPDATE_HOOK = `#!/bin/sh
for ref in $SANDBOX_PROTECTED; do
  if [ "$1" = "$ref" ]; then
    echo "Not allowed to push to protected branch \${1#refs/heads/}: open a pull request instead." >&2
    exit 1
  fi
done
`;

const sameText = (a: string, b: string) => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
};

/**
 * Starts the sandbox's Git host.
 *
 * @throws Error if git is missing or too old, or the port is taken.
 */
export async function startGitHost(options: GitHostOptions): Promise<GitHost> {
  await requireGit();
  const host = options.host ?? '127.0.0.1';
  const directory = resolve(options.directory);
  const hooksDirectory = join(directory, '.hooks');
  mkdirSync(hooksDirectory, { recursive: true });
  writeFileSync(join(hooksDirectory, 'update'), UPDATE_HOOK, { mode: 0o755 });

  let port = options.port ?? 0;
  const baseUrl = () => `http://${host}:${port}`;
  const file = new StateFile(join(directory, 'gitea.json'));
  const log = (text: string) => process.stderr.write(`git host: ${text}\n`);
  const webhooks = new WebhookSender({ url: options.webhookUrl, baseUrl, log });
  const service = new GitHostService(
    directory,
    file,
    options.users,
    webhooks,
    hooksDirectory,
  );
  const pageUser = options.users.find(u => u.admin) ?? options.users[0];

  const userOf = (request: Request): GitHostUser | undefined => {
    const header = request.get('authorization') ?? '';
    const [scheme, value = ''] = header.split(' ');
    if (/^(token|bearer)$/i.test(scheme))
      return options.users.find(u => sameText(u.token, value));
    if (/^basic$/i.test(scheme)) {
      const text = Buffer.from(value, 'base64').toString();
      const at = text.indexOf(':');
      const [login, password] = [text.slice(0, at), text.slice(at + 1)];
      return options.users.find(
        u =>
          (u.login === login && sameText(u.token, password)) ||
          sameText(u.token, login),
      );
    }
    return undefined;
  };
  const authenticate = (request: Request) => {
    const user = userOf(request);
    if (request.get('authorization') && !user)
      throw new ApiError(401, 'user does not exist, or the token is wrong');
    return user;
  };

  let faults: Array<'unavailable' | 'hang' | 'vanish'> = [];
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    if (faults.includes('hang')) return;
    if (faults.includes('unavailable'))
      response
        .status(503)
        .json({ message: 'The Git host is not available.', url: baseUrl() });
    else next();
  });
  app.use(
    '/api/v1',
    (request, _response, next) => {
      authenticate(request);
      next();
    },
    createApi({ service, baseUrl, userOf }),
  );
  app.use((request, response, next) => {
    if (!/\/(info\/refs|git-upload-pack|git-receive-pack)$/.test(request.path))
      return next();
    return serveGit(service, authenticate(request), request, response).then(
      served => (served ? undefined : next()),
      next,
    );
  });
  app.use(/^\/api\/|\/(info\/refs|git-[a-z-]+)$/, jsonErrors);
  app.use(createPages({ service, pageUser }));

  function jsonErrors(
    error: any,
    _request: Request,
    response: Response,
    next: NextFunction,
  ) {
    if (response.headersSent) return next(error);
    const status =
      error instanceof ApiError ? error.status : error.status ?? 500;
    if (status === 401)
      response.set('WWW-Authenticate', 'Basic realm="Sandbox Git host"');
    if (status >= 500) log(`${error.stack ?? error}`);
    response.status(status).json({
      message: status >= 500 ? 'internal error' : error.message,
      url: `${baseUrl()}/api/swagger`,
    });
    return undefined;
  }

  const sockets = new Set<Socket>();
  let server: Server;
  async function listen() {
    server = createServer(app);
    server.on('connection', socket => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((done, failed) => {
      server.once('error', failed);
      server.listen(port, host, done);
    });
    port = (server.address() as AddressInfo).port;
  }
  async function unlisten() {
    const closed = new Promise(done => server.close(done));
    for (const socket of sockets) socket.destroy();
    await closed;
  }
  await listen();
  let down = false;

  return {
    get url() {
      return baseUrl();
    },
    get port() {
      return port;
    },
    async ensureRepository({ owner, name, description, files, protectMain }) {
      if (!service.isOwner(owner)) {
        file.state.organizations.push(owner);
        file.save();
      }
      if (file.state.repositories[`${owner}/${name}`]) return;
      const { state, git } = await service.createRepository({
        owner,
        name,
        description,
      });
      const commit = await git.commit({
        changes: Object.entries(files).map(([path, content]) => ({
          path,
          content: Buffer.from(content),
        })),
        message: 'First commit\n',
        author: identityOf(pageUser),
      });
      await git.moveBranch('main', commit, undefined);
      if (protectMain ?? true) state.protectedBranches.push('main');
      await service.pushed(state, 'main', commit, pageUser);
    },
    onPush(listener) {
      service.listeners.add(listener);
      return () => service.listeners.delete(listener);
    },
    async head(owner, name, branch) {
      return service.find(owner, name).git.resolve(branch);
    },
    async readFiles(owner, name, revision, folder) {
      const { git } = service.find(owner, name);
      const commit = await git.resolve(revision);
      if (!commit) return {};
      const path = folder.replace(/^\.?\/*|\/+$/g, '');
      const entries = (await git.tree(commit, path, true)).filter(
        e => e.type === 'blob',
      );
      const contents = await git.blobs(entries.map(e => e.sha));
      return Object.fromEntries(
        entries.map((e, i) => [e.path, contents[i].toString('utf8')]),
      );
    },
    async setFaults(next) {
      faults = next;
      const vanish = faults.includes('vanish');
      if (vanish !== down) {
        down = vanish;
        await (vanish ? unlisten() : listen());
      } else if (faults.length) {
        for (const socket of sockets) socket.destroy();
      }
    },
    async close() {
      if (!down) await unlisten();
      file.save();
    },
  };
}
