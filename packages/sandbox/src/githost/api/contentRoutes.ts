import type { Request, Response } from 'express';
import Router from 'express-promise-router';
import { ChangeFiles, changeFiles, FileOperation } from '../core/changeFiles';
import type { Host } from '../core/Host';
import { notFound, unprocessable } from '../errors';
import { readCommit } from '../git/history';
import { findEntry, listTree, readBlob } from '../git/objects';
import { isFilePath, requireText } from '../names';
import type { RepositoryRecord } from '../state/model';
import { presentFileCommit, presentVerification } from './present/commit';
import { presentEntry, presentFile } from './present/contents';
import {
  bodyOf,
  commitOf,
  optionalText,
  repositoryOf,
  requireDoer,
} from './requests';

const CONTENTS = '/repos/:owner/:repo/contents';
const MAX_MESSAGE = 64 * 1024;

/** Reading and changing files. */
export function contentRoutes(host: Host) {
  const router = Router();

  router.get([CONTENTS, `${CONTENTS}/*`], async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const path = pathOf(request);
    const { ref, commit, kind } = await commitOf(
      host,
      repository,
      request.query.ref,
    );
    const git = host.git(repository);
    const missing = () =>
      notFound(`object does not exist [id: , rel_path: ${path}]`);
    if (path !== '' && !isFilePath(path)) throw missing();
    const entry = path === '' ? undefined : await findEntry(git, commit, path);
    if (path !== '' && !entry) throw missing();
    if (!entry || entry.type === 'tree') {
      const entries = await listTree(git, commit, { folder: path });
      response.json(
        entries.map(e => presentEntry(host, repository, e, ref, kind)),
      );
      return;
    }
    response.json(
      await presentFile(host, repository, entry, { ref, kind, commit }),
    );
  });

  router.get(
    ['raw', 'media'].map(kind => `/repos/:owner/:repo/${kind}/*`),
    async (request, response) => {
      const repository = repositoryOf(host, request, response);
      const path = pathOf(request);
      const { commit } = await commitOf(host, repository, request.query.ref);
      await sendRaw(host, repository, commit, path, response);
    },
  );

  async function change(
    request: Request,
    response: Response,
    files: FileOperation[],
  ) {
    const repository = repositoryOf(host, request, response);
    const commit = await changeFiles(
      host,
      repository,
      { ...readOptions(bodyOf(request)), files },
      requireDoer(response),
    );
    const git = host.git(repository);
    const branch = bodyOf(request).new_branch || bodyOf(request).branch;
    const ref = branch || repository.defaultBranch;
    const contents = await Promise.all(
      files.map(async ({ operation, path }) => {
        if (operation === 'delete') return null;
        const entry = (await findEntry(git, commit, path))!;
        return presentFile(host, repository, entry, {
          ref,
          kind: 'branch',
          commit,
        });
      }),
    );
    return {
      contents,
      commit: presentFileCommit(
        host,
        repository,
        await readCommit(git, commit),
      ),
      verification: presentVerification(),
    };
  }

  router.post(CONTENTS, async (request, response) => {
    const files = readOperations(bodyOf(request).files);
    const { contents, ...rest } = await change(request, response, files);
    response.status(201).json({ files: contents, ...rest });
  });

  for (const [method, operation, status] of [
    ['post', 'create', 201],
    ['put', 'update', 200],
    ['delete', 'delete', 200],
  ] as const) {
    router[method](`${CONTENTS}/*`, async (request, response) => {
      // A deletion may come without a body, its options in the query.
      const body = { ...request.query, ...bodyOf(request) };
      request.body = body;
      const [file] = readOperations([
        { ...body, operation, path: pathOf(request) },
      ]);
      const { contents, ...rest } = await change(request, response, [file]);
      response.status(status).json({ content: contents[0], ...rest });
    });
  }

  return router;
}

/** A file as it is. It is never shown as a page, whatever it holds. */
export async function sendRaw(
  host: Host,
  repository: RepositoryRecord,
  commit: string,
  path: string,
  response: Response,
): Promise<void> {
  const git = host.git(repository);
  const entry = isFilePath(path)
    ? await findEntry(git, commit, path)
    : undefined;
  if (entry?.type !== 'blob') {
    throw notFound(`object does not exist [id: , rel_path: ${path}]`);
  }
  const content = await readBlob(git, entry.sha);
  response.set({
    'Content-Type': content.includes(0)
      ? 'application/octet-stream'
      : 'text/plain; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(content);
}

function pathOf(request: Request): string {
  const path = (request.params as Record<string, string>)[0] ?? '';
  return path.replace(/^\/+|\/+$/g, '');
}

/** @throws ApiError 422 */
function readOperations(files: unknown): FileOperation[] {
  if (!Array.isArray(files)) throw unprocessable('[Files]: Required');
  return files.map(file => {
    const { operation, path, content, sha, from_path: fromPath } = file ?? {};
    if (!['create', 'update', 'delete'].includes(operation)) {
      throw unprocessable(
        `[Operation]: use create, update or delete, not '${String(
          operation,
        ).slice(0, 20)}'`,
      );
    }
    return {
      operation,
      path,
      content: operation === 'delete' ? undefined : decode(content, path),
      sha: optionalText(sha, 'SHA'),
      fromPath: optionalText(fromPath, 'FromPath'),
    };
  });
}

function decode(content: unknown, path: unknown): Buffer {
  const text = content ?? '';
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) {
    throw unprocessable(
      `content of ${String(path).slice(0, 200)} is not base64`,
    );
  }
  return Buffer.from(text, 'base64');
}

/** @throws ApiError 422 */
function readOptions(body: Record<string, any>): Omit<ChangeFiles, 'files'> {
  const dates = body.dates ?? {};
  return {
    branch: optionalText(body.branch, 'BranchName'),
    newBranch: optionalText(body.new_branch, 'NewBranchName'),
    message: body.message
      ? requireText(body.message, 'Message', MAX_MESSAGE)
      : undefined,
    author: readIdentity(body.author, 'Author', dates.author),
    committer: readIdentity(body.committer, 'Committer', dates.committer),
    signoff: body.signoff === true,
  };
}

function readIdentity(value: any, name: string, date: unknown) {
  const parsed = optionalText(date, `Dates.${name}`);
  if (parsed !== undefined && Number.isNaN(Date.parse(parsed))) {
    throw unprocessable(`[Dates.${name}]: a date as in RFC 3339 is needed`);
  }
  if ((value === undefined || value === null) && !parsed) return undefined;
  return {
    name: optionalText(value?.name, `${name}.Name`),
    email: optionalText(value?.email, `${name}.Email`),
    date: parsed && new Date(parsed).toISOString(),
  };
}
