import { NotFoundError } from '@backstage/errors';
import { gitBlobSha } from '../gitBlobSha';
import type { GetFileOptions, GitFile } from '../GitRepository';
import { encodePath } from '../http/answerParts';
import { DEFAULT_MAX_BYTES, readBoundedFile } from '../readBoundedFile';
import {
  defaultBranchAnswer,
  folderAnswer,
  repositoryAnswer,
  typeAnswer,
} from './bitbucketServerAnswers';
import { eachPage } from './bitbucketServerPages';
import type { BitbucketServerHost } from './bitbucketServerRepository';

/** Bitbucket's own upper bound, by default. */
const PAGE_SIZE = 1000;

/** See {@link GitRepository.defaultBranch}. */
export async function defaultBranch({
  api,
  url,
}: BitbucketServerHost): Promise<string> {
  const doing = `reading the default branch of ${url}`;
  // The second one is the only one that versions before 7.5 have.
  for (const path of ['/default-branch', '/branches/default']) {
    const found = await api.find(defaultBranchAnswer, { path, doing });
    if (found) return found.displayId;
  }
  throw new NotFoundError(
    `The repository ${url} is empty and has no default branch: push a first commit to it.`,
  );
}

/** @throws NotFoundError if the repository is not there. */
export async function readRepository({ api, url }: BitbucketServerHost) {
  return api.request(repositoryAnswer, {
    path: '',
    doing: `reading the repository ${url}`,
  });
}

/** See {@link GitRepository.fileUrl}. */
export function fileUrl(
  { url }: BitbucketServerHost,
  path: string,
  branch: string,
): string {
  const at = encodeURIComponent(`refs/heads/${branch}`);
  return `${url}/browse/${encodePath(path)}?at=${at}`;
}

/** See {@link GitRepository.getFile}. */
export async function getFile(
  host: BitbucketServerHost,
  path: string,
  branch: string,
  { maxBytes = DEFAULT_MAX_BYTES }: GetFileOptions = {},
): Promise<GitFile | undefined> {
  const doing = `reading the file ${path} on branch ${branch}`;
  const at = `refs/heads/${branch}`;
  const where = `branch ${branch} of ${host.url}`;
  encodePath(path);
  return readBoundedFile({ path, maxBytes, where }, async () => {
    const entry = await host.api.find(typeAnswer, {
      path: `/browse/${encodePath(path)}`,
      query: { at, type: 'true' },
      doing,
    });
    if (entry?.type !== 'FILE') return undefined;
    // `browse` sends the lines of a file without their ends.
    const content = await host.client.findText({
      path: `${host.api.path}/raw/${encodePath(path)}`,
      query: { at },
      headers: { Accept: '*/*' },
      doing,
      maxBytes,
    });
    return content === undefined
      ? undefined
      : { path, content, sha: gitBlobSha(content) };
  });
}

/** See {@link GitRepository.listFiles}. */
export async function listFiles(
  { api }: BitbucketServerHost,
  folder: string,
  branch: string,
): Promise<string[]> {
  const inside = folder.replace(/^\/+|\/+$/g, '');
  const call = {
    path: `/browse/${encodePath(inside)}`,
    doing: `listing the folder ${folder} on branch ${branch}`,
  };
  const at = `refs/heads/${branch}`;
  const entry = await api.find(typeAnswer, {
    ...call,
    query: { at, type: 'true' },
  });
  if (entry?.type !== 'DIRECTORY') return [];
  const found: string[] = [];
  const pages = eachPage(
    async start =>
      (
        await api.find(folderAnswer, {
          ...call,
          query: { at, limit: PAGE_SIZE, start },
        })
      )?.children,
  );
  for await (const children of pages) {
    for (const { type, path } of children) {
      // The path is relative to the folder; one with a single entry in it comes joined with that.
      if (type === 'FILE' && path.components.length === 1) {
        found.push([inside, path.components[0]].filter(Boolean).join('/'));
      }
    }
  }
  return found;
}
