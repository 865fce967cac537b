import { NotFoundError } from '@backstage/errors';
import type { GetFileOptions, GitFile } from '../GitRepository';
import { encodePath } from '../http/answerParts';
import {
  DEFAULT_MAX_BYTES,
  jsonAnswerBytes,
  readBoundedFile,
} from '../readBoundedFile';
import {
  branchOf,
  itemAnswer,
  itemsAnswer,
  repositoryAnswer,
} from './azureAnswers';
import type { AzureHost } from './azureRepository';

/** What Azure DevOps Server 2020 has, and every later one still serves. */
export const VERSION = { 'api-version': '6.0' };
export const PREVIEW = { 'api-version': '6.0-preview.1' };

/** Without it a refused token is answered with a redirect to a page to sign in at. */
export const HEADERS = { 'X-TFS-FedAuthRedirect': 'Suppress' };

/** Where a file is looked for. */
export type AzureVersion = { branch: string } | { commit: string };

/** See {@link GitRepository.defaultBranch}. */
export async function defaultBranch(host: AzureHost): Promise<string> {
  const { defaultBranch: ref } = await host.api.request(repositoryAnswer, {
    path: '',
    query: VERSION,
    doing: `reading the repository ${host.url}`,
  });
  if (!ref) {
    throw new NotFoundError(
      `The repository ${host.url} is empty and has no default branch: push a first commit to it.`,
    );
  }
  return branchOf(ref);
}

/** See {@link GitRepository.fileUrl}. */
export function fileUrl(
  { url }: AzureHost,
  path: string,
  branch: string,
): string {
  // `GB`: by the name of a branch.
  return `${url}?path=/${encodePath(path)}&version=GB${encodePath(branch)}`;
}

/** See {@link GitRepository.getFile}. */
export async function getFile(
  host: AzureHost,
  path: string,
  branch: string,
  { maxBytes = DEFAULT_MAX_BYTES }: GetFileOptions = {},
): Promise<GitFile | undefined> {
  absolute(path);
  const where = `branch ${branch} of ${host.url}`;
  return readBoundedFile({ path, maxBytes, where }, async () => {
    const bound = jsonAnswerBytes(maxBytes);
    const item = await findItem(host, path, { branch }, bound);
    if (item?.gitObjectType !== 'blob') return undefined;
    return { path, sha: item.objectId, content: item.content ?? '' };
  });
}

/** A file or a folder with its id, which is Git's own, or undefined if there is none. */
export async function findItem(
  { api }: AzureHost,
  path: string,
  version: AzureVersion,
  maxBytes?: number,
) {
  const file = absolute(path);
  return api.find(itemAnswer, {
    path: '/items',
    query: {
      ...VERSION,
      path: file,
      ...descriptor(version),
      includeContent: 'true',
      $format: 'json',
    },
    doing: `reading the file ${path}`,
    maxBytes,
  });
}

/** See {@link GitRepository.listFiles}. */
export async function listFiles(
  { api }: AzureHost,
  folder: string,
  branch: string,
): Promise<string[]> {
  const scope = absolute(folder);
  const answer = await api.find(itemsAnswer, {
    path: '/items',
    query: {
      ...VERSION,
      scopePath: scope,
      recursionLevel: 'OneLevel',
      ...descriptor({ branch }),
    },
    doing: `listing the folder ${folder} on branch ${branch}`,
  });
  // A file instead of a folder is answered with itself.
  return (answer?.value ?? [])
    .filter(item => item.gitObjectType === 'blob' && item.path !== scope)
    .map(item => item.path.replace(/^\//, ''));
}

/** A path as Azure has it, from the repository's root. @throws NotFoundError for `.` and `..` in it. */
export function absolute(path: string): string {
  encodePath(path);
  return `/${path.replace(/^\/+|\/+$/g, '')}`;
}

function descriptor(version: AzureVersion): Record<string, string> {
  const [type, name] = Object.entries(version)[0];
  return {
    'versionDescriptor.versionType': type,
    'versionDescriptor.version': name,
  };
}
