import { createGunzip } from 'node:zlib';
import type { Request, Response } from 'express';
import { spawnGit } from './git';
import type { GitHostService } from './service';
import type { GitHostUser } from './types';

const packet = (text: string) =>
  `${(Buffer.byteLength(text) + 4).toString(16).padStart(4, '0')}${text}`;

const SERVICES = ['git-upload-pack', 'git-receive-pack'];

/**
 * Git's smart HTTP protocol over `git upload-pack` and `git receive-pack`. Pushes need a user; a protected branch
 * takes none (the update hook of the repository says so).
 */
export async function serveGit(
  service: GitHostService,
  user: GitHostUser | undefined,
  request: Request,
  response: Response,
): Promise<boolean> {
  const match =
    /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(
      request.path,
    );
  if (!match) return false;
  const name =
    match[3] === 'info/refs' ? String(request.query.service) : match[3];
  if (!SERVICES.includes(name)) {
    response
      .status(403)
      .type('text')
      .send(
        'The dumb HTTP protocol is not served: use a git client of this century.\n',
      );
    return true;
  }
  const { state, git } = service.find(match[1], match[2]);
  if ((name === 'git-receive-pack' || state.private) && !user) {
    response
      .status(401)
      .set('WWW-Authenticate', 'Basic realm="Sandbox Git host"')
      .type('text')
      .send('Sign in with your user name and token.\n');
    return true;
  }
  const protocol = /^[a-z0-9=:.]+$/.test(request.get('git-protocol') ?? '')
    ? request.get('git-protocol')!
    : '';
  const env: Record<string, string> = protocol
    ? { GIT_PROTOCOL: protocol }
    : {};
  const command = name.slice('git-'.length);
  response.set('Cache-Control', 'no-cache');
  const hooks = state.protectedBranches.map(b => `refs/heads/${b}`);

  if (match[3] === 'info/refs') {
    response.type(`application/x-${name}-advertisement`);
    response.write(`${packet(`# service=${name}\n`)}0000`);
    const child = spawnGit(
      [command, '--stateless-rpc', '--advertise-refs', git.directory],
      env,
    );
    child.stdout.pipe(response);
    return true;
  }

  const run = async () => {
    const before =
      command === 'receive-pack'
        ? new Map((await git.branches()).map(b => [b.name, b.commit]))
        : undefined;
    response.type(`application/x-${name}-result`);
    const config = hooks.length
      ? ['-c', `core.hooksPath=${service.hooksDirectory}`]
      : [];
    const child = spawnGit(
      [...config, command, '--stateless-rpc', git.directory],
      { ...env, SANDBOX_PROTECTED: hooks.join(' ') },
    );
    const body =
      request.get('content-encoding') === 'gzip'
        ? request.pipe(createGunzip())
        : request;
    body.on('error', () => child.kill());
    child.stdin.on('error', () => {});
    body.pipe(child.stdin);
    child.stdout.pipe(response);
    await new Promise(resolve => child.on('close', resolve));
    if (!before) return;
    const after = new Map((await git.branches()).map(b => [b.name, b.commit]));
    for (const branch of new Set([...before.keys(), ...after.keys()])) {
      if (before.get(branch) !== after.get(branch)) {
        await service.pushed(state, branch, after.get(branch), user!);
      }
    }
  };
  await (command === 'receive-pack' ? git.exclusive(run) : run());
  return true;
}
