import type { GitFile } from '../GitHost';
import { gitBlobSha } from '../gitBlob';
import { encodePath } from '../http/answerParts';
import type { GitHttpClient } from '../http/GitHttpClient';
import type { RepositoryApi } from '../http/RepositoryApi';
import {
  branchesAnswer,
  folderAnswer,
  typeAnswer,
} from './bitbucketServerAnswers';

/** A list with more pages than this has a bug on the host's side. */
export const MAX_PAGES = 400;
/** Bitbucket's own upper bound, by default. */
const PAGE_SIZE = 1000;

/** @internal */
export interface BitbucketServerApi {
  api: RepositoryApi;
  /** For what is no JSON, and for the parts of the API beside the repository's own. */
  client: GitHttpClient;
  /** Path of the repository in the API, without what stands before it: `/projects/<project>/repos/<repository>`. */
  path: string;
  /** What stands before it, by version: `/api/1.0`. */
  apiPath: string;
  /** Page of the repository. */
  url: string;
}

/** A part of a list that Bitbucket sends in pages. */
export interface Page<T> {
  values: T[];
  isLastPage: boolean;
  nextPageStart?: number | null;
}

/** All pages, one after the other, until one is the last or the caller has what it looks for. */
export async function* eachPage<T>(
  read: (start: number) => Promise<Page<T> | undefined>,
): AsyncGenerator<T[]> {
  let start = 0;
  for (let i = 0; i < MAX_PAGES; i += 1) {
    const page = await read(start);
    if (page) yield page.values;
    if (!page || page.isLastPage || typeof page.nextPageStart !== 'number') {
      return;
    }
    start = page.nextPageStart;
  }
}

/** Head of a branch, or undefined if there is no such branch. */
export async function findHead(
  { api }: BitbucketServerApi,
  branch: string,
): Promise<string | undefined> {
  encodePath(branch);
  const pages = eachPage(start =>
    api.request(branchesAnswer, {
      path: '/branches',
      // Selects what the name is a part of; the branch itself comes first.
      query: { filterText: branch, boostMatches: 'true', limit: 100, start },
      doing: `reading the branch ${branch}`,
    }),
  );
  for await (const branches of pages) {
    const found = branches.find(({ id }) => id === `refs/heads/${branch}`);
    if (found) return found.latestCommit;
  }
  return undefined;
}

/** See {@link GitRepository.getFile}. */
export async function getFile(
  host: BitbucketServerApi,
  path: string,
  branch: string,
): Promise<GitFile | undefined> {
  const doing = `reading the file ${path} on branch ${branch}`;
  const at = `refs/heads/${branch}`;
  const entry = await host.api.find(typeAnswer, {
    path: `/browse/${encodePath(path)}`,
    query: { at, type: 'true' },
    doing,
  });
  if (entry?.type !== 'FILE') return undefined;
  // `browse` sends the lines of a file without their ends.
  const content = await host.client.findText({
    path: `${host.apiPath}${host.path}/raw/${encodePath(path)}`,
    query: { at },
    headers: { Accept: '*/*' },
    doing,
  });
  return content === undefined
    ? undefined
    : { path, content, sha: gitBlobSha(content) };
}

/** See {@link GitRepository.listFiles}. */
export async function listFiles(
  { api }: BitbucketServerApi,
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
