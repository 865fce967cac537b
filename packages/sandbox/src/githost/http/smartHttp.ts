import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Request, Response } from 'express';
import Router from 'express-promise-router';
import { changedBranches, reportBranches } from '../core/branches';
import type { Host } from '../core/Host';
import type { Doer } from '../core/Users';
import { ApiError, notFound } from '../errors';
import { Git, gitEnvironment } from '../git/Git';
import { listBranches } from '../git/objects';
import type { RepositoryRecord } from '../state/model';
import { authenticate } from './authentication';

/** A fetch's list of commits, unpacked. */
const MAX_FETCH_BYTES = 32 * 1024 * 1024;
/** A push, unpacked. */
const MAX_PUSH_BYTES = 256 * 1024 * 1024;

/**
 * Refuses direct pushes to protected branches and to refs that belong to the host, in Gitea's words. `set -f`: a name
 * is never a pattern.
 */
const PRE_RECEIVE = `#!/bin/sh
set -f
while read -r old new ref; do
  case "$ref" in
    refs/heads/* | refs/tags/*) ;;
    *)
      echo "" >&2
      echo "Gitea: Not allowed to push to $ref: push a branch" >&2
      exit 1 ;;
  esac
  for branch in $SANDBOX_PROTECTED_BRANCHES; do
    if [ "$ref" = "refs/heads/$branch" ]; then
      echo "" >&2
      echo "Gitea: Not allowed to push to protected branch $branch" >&2
      echo "Push to another branch and open a pull request instead." >&2
      exit 1
    fi
  done
done
`;

/** Writes the hook that guards protected branches. */
export async function installHooks(host: Host): Promise<void> {
  await mkdir(host.hooks, { recursive: true, mode: 0o700 });
  const file = join(host.hooks, 'pre-receive');
  await writeFile(file, PRE_RECEIVE);
  await chmod(file, 0o700);
}

/** Clone, fetch and push over Git's smart HTTP protocol, versions 0 to 2. */
export function smartHttpRouter(host: Host, uploads: string) {
  const router = Router();

  router.get('/:owner/:repo/info/refs', async (request, response) => {
    const service = request.query.service;
    if (service !== 'git-upload-pack' && service !== 'git-receive-pack') {
      throw new ApiError(
        403,
        "Git's dumb HTTP protocol is not supported: use git 1.6.6 or later",
      );
    }
    const { repository } = authorize(host, request, service);
    noCache(response);
    response.type(`application/x-${service}-advertisement`);
    // Protocol version 2 of a fetch begins with its capabilities at once; all else with a line that names the service.
    if (service === 'git-receive-pack' || !isVersion2(request)) {
      const line = `# service=${service}\n`;
      const length = (line.length + 4).toString(16).padStart(4, '0');
      response.write(`${length}${line}0000`);
    }
    await serve(host, repository, request, {
      args: [
        service.slice('git-'.length),
        '--stateless-rpc',
        '--advertise-refs',
      ],
      output: response,
    });
    response.end();
  });

  router.post('/:owner/:repo/git-upload-pack', async (request, response) => {
    const { repository } = authorize(host, request, 'git-upload-pack');
    requireType(request, 'application/x-git-upload-pack-request');
    noCache(response);
    response.type('application/x-git-upload-pack-result');
    await serve(host, repository, request, {
      args: ['upload-pack', '--stateless-rpc'],
      input: unpacked(request, MAX_FETCH_BYTES),
      output: response,
    });
    response.end();
  });

  router.post('/:owner/:repo/git-receive-pack', async (request, response) => {
    const { repository, doer } = authorize(host, request, 'git-receive-pack');
    requireType(request, 'application/x-git-receive-pack-request');
    // Received in full first: a slow sender must not hold the repository.
    const file = join(uploads, randomUUID());
    try {
      await mkdir(uploads, { recursive: true, mode: 0o700 });
      await pipeline(
        unpacked(request, MAX_PUSH_BYTES),
        createWriteStream(file, { mode: 0o600 }),
      ).catch(error => {
        throw clientError(error);
      });
      const result = await receive(host, repository, request, file, doer!);
      noCache(response);
      response.type('application/x-git-receive-pack-result').end(result);
    } finally {
      await rm(file, { force: true });
    }
  });

  return router;
}

/** Takes a push in. What it changes is known everywhere before the answer is sent. */
async function receive(
  host: Host,
  repository: RepositoryRecord,
  request: Request,
  file: string,
  doer: Doer,
): Promise<Buffer> {
  return host.exclusively(repository.owner, repository.name, async () => {
    const git = host.git(repository);
    const before = await listBranches(git);
    const chunks: Buffer[] = [];
    const output = new Writable({
      write(chunk, _, done) {
        chunks.push(chunk);
        done();
      },
    });
    try {
      await serve(host, repository, request, {
        args: ['receive-pack', '--stateless-rpc'],
        input: createReadStream(file),
        output,
        env: {
          SANDBOX_PROTECTED_BRANCHES: repository.protectedBranches.join(' '),
        },
      });
      return Buffer.concat(chunks);
    } finally {
      const after = await listBranches(git);
      await reportBranches(
        host,
        repository,
        changedBranches(before, after),
        doer,
      );
    }
  });
}

function authorize(
  host: Host,
  request: Request,
  service: string,
): { repository: RepositoryRecord; doer?: Doer } {
  const doer = authenticate(request, host.users);
  const { owner, repo } = request.params;
  const repository = host.find(owner, repo.replace(/\.git$/, ''));
  const needsUser = service === 'git-receive-pack' || repository?.private;
  if (needsUser && !doer) {
    throw new ApiError(
      401,
      service === 'git-receive-pack'
        ? 'Sign in to push: use a user name and a token'
        : 'Sign in to read this repository: use a user name and a token',
    );
  }
  if (!repository) throw notFound(`Repository ${owner}/${repo} not found`);
  return { repository, doer };
}

function requireType(request: Request, type: string): void {
  if (request.headers['content-type'] !== type) {
    throw new ApiError(415, `Send content of type ${type}`);
  }
}

function protocolOf(request: Request): string | undefined {
  const protocol = request.headers['git-protocol'];
  return typeof protocol === 'string' && /^[\w=.:-]{1,100}$/.test(protocol)
    ? protocol
    : undefined;
}

function isVersion2(request: Request): boolean {
  return (protocolOf(request) ?? '').split(':').includes('version=2');
}

function noCache(response: Response): void {
  response.set({
    'Cache-Control': 'no-cache, max-age=0, must-revalidate',
    Pragma: 'no-cache',
    Expires: 'Fri, 01 Jan 1980 00:00:00 GMT',
  });
}

/** The request's body, decompressed and bounded. */
function unpacked(request: Request, maxBytes: number): Readable {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (!['gzip', 'x-gzip', 'identity'].includes(encoding)) {
    throw new ApiError(415, `Content-Encoding ${encoding} is not supported`);
  }
  let length = 0;
  const bound = new Transform({
    transform(chunk, _, done) {
      length += chunk.length;
      if (length > maxBytes) {
        done(new ApiError(413, `At most ${maxBytes} bytes can be sent`));
      } else done(null, chunk);
    },
  });
  const steps =
    encoding === 'identity'
      ? [request, bound]
      : [request, createGunzip(), bound];
  // What goes wrong is seen by who reads from the last step.
  pipeline(steps as any).catch(() => {});
  return bound;
}

/** Runs one of Git's server commands. It is ended if its output is not wanted any more. */
async function serve(
  host: Host,
  repository: RepositoryRecord,
  request: Request,
  options: {
    args: string[];
    input?: Readable;
    output: Writable;
    env?: Record<string, string>;
  },
): Promise<void> {
  const { args, input, output, env } = options;
  const git = new Git(
    host.directoryOf(repository.owner, repository.name),
    host.hooks,
  );
  const protocol = protocolOf(request);
  const child = spawn('git', [...git.globalArguments, ...args, git.directory], {
    env: gitEnvironment({
      ...env,
      ...(protocol && { GIT_PROTOCOL: protocol }),
    }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', chunk => {
    if (stderr.length < 2000) stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.on('error', () => {});
  if (input) {
    input.on('error', () => child.kill());
    input.pipe(child.stdin);
  } else child.stdin.end();
  output.on('close', () => child.kill());
  let wrote = false;
  child.stdout.once('data', () => {
    wrote = true;
  });
  child.stdout.pipe(output, { end: false });
  const code = await ended;
  if (input?.errored) throw clientError(input.errored);
  if (code === 0 || output.destroyed) return;
  if (!wrote) {
    throw new ApiError(
      400,
      `git ${args[0]} did not understand the request: ${stderr.trim()}`,
    );
  }
  host.log(
    `git ${args[0]} of ${repository.owner}/${
      repository.name
    } ended with ${code}: ${stderr.trim()}`,
  );
}

/** What is wrong with what was sent, in place of what a stream says about it. */
function clientError(error: Error & { code?: string }): Error {
  return error.code?.startsWith('Z_')
    ? new ApiError(400, 'The body is not valid gzip')
    : error;
}
