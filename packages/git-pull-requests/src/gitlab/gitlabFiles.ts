import type { z } from 'zod/v4';
import type { GetFileOptions, GitFile } from '../GitRepository';
import { encodePath, encodeSegment } from '../http/answerParts';
import {
  base64AnswerBytes,
  DEFAULT_MAX_BYTES,
  readBoundedFile,
} from '../readBoundedFile';
import { fileAnswer, projectAnswer, treeAnswer } from './gitlabAnswers';
import type { GitlabHost } from './gitlabRepository';

/** GitLab's own upper bound. */
const PAGE_SIZE = 100;
/** A folder with more pages than this has a bug on the host's side. */
const MAX_PAGES = 400;

/** See {@link GitRepository.defaultBranch}. */
export async function defaultBranch({ api, url }: GitlabHost): Promise<string> {
  const { default_branch } = await api.request(projectAnswer, {
    path: '',
    doing: `reading the repository ${url}`,
  });
  return default_branch;
}

/** See {@link GitRepository.fileUrl}. */
export function fileUrl(
  { url }: GitlabHost,
  path: string,
  branch: string,
): string {
  return `${url}/-/blob/${encodePath(branch)}/${encodePath(path)}`;
}

/** A file as GitLab has it, or undefined if there is none. */
export async function findFile(
  { api }: GitlabHost,
  path: string,
  ref: string,
  maxBytes?: number,
) {
  return api.find(fileAnswer, {
    path: `/repository/files/${encodeSegment(path)}`,
    query: { ref },
    doing: `reading the file ${path}`,
    maxBytes,
  });
}

/** See {@link GitRepository.getFile}. */
export async function getFile(
  host: GitlabHost,
  path: string,
  branch: string,
  { maxBytes = DEFAULT_MAX_BYTES }: GetFileOptions = {},
): Promise<GitFile | undefined> {
  const where = `branch ${branch} of ${host.url}`;
  return readBoundedFile({ path, maxBytes, where }, async assertSize => {
    const bound = base64AnswerBytes(maxBytes);
    const file = await findFile(host, path, branch, bound);
    assertSize(file?.size);
    return (
      file && {
        path,
        sha: file.blob_id,
        content: Buffer.from(file.content, 'base64').toString('utf8'),
      }
    );
  });
}

/** See {@link GitRepository.listFiles}. */
export async function listFiles(
  { api }: GitlabHost,
  folder: string,
  branch: string,
): Promise<string[]> {
  // In the query, where `..` moves nothing; the check is the same for all hosts all the same.
  encodePath(folder);
  const entries: z.infer<typeof treeAnswer> = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const found = await api.find(treeAnswer, {
      path: '/repository/tree',
      query: { path: folder, ref: branch, per_page: PAGE_SIZE, page },
      doing: `listing the folder ${folder} on branch ${branch}`,
    });
    entries.push(...(found ?? []));
    if ((found?.length ?? 0) < PAGE_SIZE) break;
  }
  return entries.filter(e => e.type === 'blob').map(e => e.path);
}
