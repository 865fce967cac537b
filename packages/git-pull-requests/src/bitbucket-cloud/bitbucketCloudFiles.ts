import type { GitFile } from '../GitHost';
import { gitBlobSha } from '../gitBlob';
import { encodePath } from '../http/answerParts';
import type { GitHttpClient } from '../http/GitHttpClient';
import type { RepositoryApi } from '../http/RepositoryApi';
import { nextPage } from './bitbucketCloudPages';
import {
  branchAnswer,
  entriesAnswer,
  entryAnswer,
} from './bitbucketCloudAnswers';

/** A folder with more pages than this has a bug on the host's side. */
const MAX_PAGES = 400;

/** @internal */
export interface BitbucketCloudApi {
  api: RepositoryApi;
  /** For what is no JSON. */
  client: GitHttpClient;
  /** What every path is relative to: `https://api.bitbucket.org/2.0`. */
  apiUrl: string;
  /** Path of the repository in the API: `/repositories/<workspace>/<repository>`. */
  path: string;
  /** Page of the repository. */
  url: string;
}

/** Head of a branch, or undefined if there is no such branch. */
export async function findBranch({ api }: BitbucketCloudApi, name: string) {
  return api.find(branchAnswer, {
    path: `/refs/branches/${encodePath(name)}`,
    doing: `reading the branch ${name}`,
  });
}

/**
 * A file at a commit. Not by the branch's name: in this API's paths a name with a slash in it cannot be told
 * from a folder.
 */
export async function fileAt(
  host: BitbucketCloudApi,
  path: string,
  commit: string,
): Promise<GitFile | undefined> {
  const call = {
    path: `/src/${encodeURIComponent(commit)}/${encodePath(path)}`,
    doing: `reading the file ${path}`,
  };
  // The content comes as it is, and that of a folder is JSON: only the description tells them apart.
  const entry = await host.api.find(entryAnswer, {
    ...call,
    query: { format: 'meta' },
  });
  if (entry?.type !== 'commit_file') return undefined;
  const content = await host.client.findText({
    ...call,
    path: host.path + call.path,
    headers: { Accept: '*/*' },
  });
  return content === undefined
    ? undefined
    : { path, content, sha: gitBlobSha(content) };
}

/** Paths of the files directly in a folder at a commit. */
export async function filesAt(
  host: BitbucketCloudApi,
  folder: string,
  commit: string,
): Promise<string[]> {
  const path = `/src/${encodeURIComponent(commit)}/${encodePath(
    folder.replace(/^\/+|\/+$/g, ''),
  )}`;
  const doing = `listing the folder ${folder}`;
  const entry = await host.api.find(entryAnswer, {
    path,
    doing,
    query: { format: 'meta' },
  });
  if (entry?.type !== 'commit_directory') return [];
  const found: string[] = [];
  let page: string | undefined = `${path}${
    path.endsWith('/') ? '' : '/'
  }?pagelen=100`;
  for (let i = 0; page && i < MAX_PAGES; i += 1) {
    const call = { path: page, doing };
    const answer: ReturnType<(typeof entriesAnswer)['parse']> =
      await host.api.request(entriesAnswer, call);
    for (const each of answer.values) {
      if (each.type === 'commit_file') found.push(each.path);
    }
    page = nextPage(host, call, answer.next);
  }
  return found;
}
