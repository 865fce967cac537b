import { NotFoundError } from '@backstage/errors';
import { gitBlobSha } from '../gitBlobSha';
import type { GetFileOptions, GitFile } from '../GitRepository';
import { encodePath, encodeSegment } from '../http/answerParts';
import { DEFAULT_MAX_BYTES, readBoundedFile } from '../readBoundedFile';
import {
  branchAnswer,
  entriesAnswer,
  entryAnswer,
  repositoryAnswer,
} from './bitbucketCloudAnswers';
import { nextPage } from './bitbucketCloudPages';
import type { BitbucketCloudHost } from './bitbucketCloudRepository';

/** A folder with more pages than this has a bug on the host's side. */
const MAX_PAGES = 400;

/** See {@link GitRepository.defaultBranch}. */
export async function defaultBranch(host: BitbucketCloudHost): Promise<string> {
  const { mainbranch } = await host.api.request(repositoryAnswer, {
    path: '',
    doing: `reading the repository ${host.url}`,
  });
  if (!mainbranch) {
    throw new NotFoundError(
      `The repository ${host.url} is empty and has no main branch: push a first commit to it.`,
    );
  }
  return mainbranch.name;
}

/** See {@link GitRepository.fileUrl}. */
export function fileUrl(
  { url }: BitbucketCloudHost,
  path: string,
  branch: string,
): string {
  return `${url}/src/${encodeSegment(branch)}/${encodePath(path)}`;
}

/** See {@link GitRepository.getFile}. */
export async function getFile(
  host: BitbucketCloudHost,
  path: string,
  branch: string,
  { maxBytes = DEFAULT_MAX_BYTES }: GetFileOptions = {},
): Promise<GitFile | undefined> {
  encodePath(path);
  const where = `branch ${branch} of ${host.url}`;
  return readBoundedFile({ path, maxBytes, where }, async assertSize => {
    const found = await findBranch(host, branch);
    return (
      found && fileAt(host, path, found.target.hash, { maxBytes, assertSize })
    );
  });
}

/** See {@link GitRepository.listFiles}. */
export async function listFiles(
  host: BitbucketCloudHost,
  folder: string,
  branch: string,
): Promise<string[]> {
  encodePath(folder);
  const found = await findBranch(host, branch);
  return found ? filesAt(host, folder, found.target.hash) : [];
}

/** Head of a branch, or undefined if there is no such branch. */
export async function findBranch({ api }: BitbucketCloudHost, name: string) {
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
  host: BitbucketCloudHost,
  path: string,
  commit: string,
  bound?: {
    maxBytes: number;
    assertSize: (size: number | null | undefined) => void;
  },
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
  bound?.assertSize(entry.size);
  const content = await host.client.findText({
    ...call,
    maxBytes: bound?.maxBytes,
    path: host.api.path + call.path,
    headers: { Accept: '*/*' },
  });
  return content === undefined
    ? undefined
    : { path, content, sha: gitBlobSha(content) };
}

/** Paths of the files directly in a folder at a commit. */
async function filesAt(
  host: BitbucketCloudHost,
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
