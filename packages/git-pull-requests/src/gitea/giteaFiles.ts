import type { GetFileOptions, GitFile } from '../GitRepository';
import { encodePath } from '../http/answerParts';
import {
  base64AnswerBytes,
  DEFAULT_MAX_BYTES,
  readBoundedFile,
} from '../readBoundedFile';
import { contentsAnswer, repositoryAnswer } from './giteaAnswers';
import type { GiteaHost } from './giteaRepository';

/** See {@link GitRepository.defaultBranch}. */
export async function defaultBranch({ api, url }: GiteaHost): Promise<string> {
  const { default_branch } = await api.request(repositoryAnswer, {
    path: '',
    doing: `reading the repository ${url}`,
  });
  return default_branch;
}

/** See {@link GitRepository.fileUrl}. */
export function fileUrl(
  { url }: GiteaHost,
  path: string,
  branch: string,
): string {
  return `${url}/src/branch/${encodePath(branch)}/${encodePath(path)}`;
}

/** See {@link GitRepository.getFile}. */
export async function getFile(
  { api, url }: GiteaHost,
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
    // Above `[api] DEFAULT_MAX_BLOB_SIZE` (10 MiB) there is no content.
    assertSize(answer.size);
    return {
      path,
      sha: answer.sha,
      content: Buffer.from(answer.content ?? '', 'base64').toString('utf8'),
    };
  });
}

/** See {@link GitRepository.listFiles}. */
export async function listFiles(
  { api }: GiteaHost,
  folder: string,
  branch: string,
): Promise<string[]> {
  const answer = await api.find(contentsAnswer, {
    path: `/contents/${encodePath(folder)}`,
    query: { ref: branch },
    doing: `listing the folder ${folder} on branch ${branch}`,
  });
  return Array.isArray(answer)
    ? answer.filter(entry => entry.type === 'file').map(entry => entry.path)
    : [];
}
