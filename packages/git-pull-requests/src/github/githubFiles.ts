import type { GetFileOptions, GitFile } from '../GitRepository';
import { encodePath } from '../http/answerParts';
import {
  base64AnswerBytes,
  DEFAULT_MAX_BYTES,
  readBoundedFile,
} from '../readBoundedFile';
import {
  blobAnswer,
  contentsAnswer,
  repositoryAnswer,
  treeAnswer,
} from './githubAnswers';
import type { GithubHost } from './githubRepository';

/** GitHub silently cuts the list of a folder's contents here. */
const MAX_LISTED = 1000;

/** See {@link GitRepository.defaultBranch}. */
export async function defaultBranch({ api, url }: GithubHost): Promise<string> {
  const { default_branch } = await api.request(repositoryAnswer, {
    path: '',
    doing: `reading the repository ${url}`,
  });
  return default_branch;
}

/** See {@link GitRepository.fileUrl}. */
export function fileUrl(
  { url }: GithubHost,
  path: string,
  branch: string,
): string {
  return `${url}/blob/${encodePath(branch)}/${encodePath(path)}`;
}

/** See {@link GitRepository.getFile}. */
export async function getFile(
  { api, url }: GithubHost,
  path: string,
  branch: string,
  { maxBytes = DEFAULT_MAX_BYTES }: GetFileOptions = {},
): Promise<GitFile | undefined> {
  const call = {
    path: `/contents/${encodePath(path)}`,
    query: { ref: branch },
    doing: `reading the file ${path} on branch ${branch}`,
    maxBytes: base64AnswerBytes(maxBytes),
  };
  const where = `branch ${branch} of ${url}`;
  return readBoundedFile({ path, maxBytes, where }, async assertSize => {
    const answer = await api.find(contentsAnswer, call);
    if (!answer || Array.isArray(answer) || answer.type !== 'file') {
      return undefined;
    }
    const { sha } = answer;
    assertSize(answer.size);
    // Above one megabyte the encoding is `none` and the content empty.
    const { content } =
      answer.encoding === 'base64'
        ? answer
        : await api.request(blobAnswer, {
            ...call,
            path: `/git/blobs/${sha}`,
            query: {},
          });
    return {
      path,
      sha,
      content: Buffer.from(content ?? '', 'base64').toString('utf8'),
    };
  });
}

/** See {@link GitRepository.listFiles}. */
export async function listFiles(
  { api }: GithubHost,
  folder: string,
  branch: string,
): Promise<string[]> {
  const answer = await api.find(contentsAnswer, {
    path: `/contents/${encodePath(folder)}`,
    query: { ref: branch },
    doing: `listing the folder ${folder} on branch ${branch}`,
  });
  if (!Array.isArray(answer)) return [];
  if (answer.length >= MAX_LISTED) return listTree(api, folder, branch);
  return answer.filter(entry => entry.type === 'file').map(entry => entry.path);
}

/** The same for a folder of any size, with one call for every folder on the way to it. */
async function listTree(
  api: GithubHost['api'],
  folder: string,
  branch: string,
): Promise<string[]> {
  let id = branch;
  const segments = folder.split('/').filter(Boolean);
  for (let depth = 0; ; depth += 1) {
    const { tree } = await api.request(treeAnswer, {
      path: `/git/trees/${encodeURIComponent(id)}`,
      doing: `listing the folder ${folder} on branch ${branch}`,
    });
    if (depth === segments.length) {
      return tree
        .filter(entry => entry.type === 'blob')
        .map(entry => [...segments, entry.path].join('/'));
    }
    const next = tree.find(
      entry => entry.type === 'tree' && entry.path === segments[depth],
    );
    if (!next) return [];
    id = next.sha;
  }
}
