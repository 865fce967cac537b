import { encodePath } from '../http/answerParts';
import type { Call, GitHttpClient } from '../http/GitHttpClient';
import type { RepositoryApi } from '../http/RepositoryApi';
import { itemAnswer, itemsAnswer, refsAnswer } from './azureAnswers';

/** @internal */
export interface AzureApi {
  api: RepositoryApi;
  /** For what belongs to the organization. */
  client: GitHttpClient;
  /** Page of the repository. */
  url: string;
}

/** What Azure DevOps Server 2020 has, and every later one still serves. */
export const VERSION = { 'api-version': '6.0' };
export const PREVIEW = { 'api-version': '6.0-preview.1' };

/** Without it a refused token is answered with a redirect to a page to sign in at. */
export const HEADERS = { 'X-TFS-FedAuthRedirect': 'Suppress' };

/** Where a file is looked for. */
export type AzureVersion = { branch: string } | { commit: string };

/** A file or a folder with its id, which is Git's own, or undefined if there is none. */
export async function findItem(
  { api }: AzureApi,
  path: string,
  version: AzureVersion,
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
  });
}

/** See {@link GitRepository.listFiles}. */
export async function listFiles(
  { api }: AzureApi,
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

/** Head of a branch, or undefined if there is no such branch. */
export async function findHead(
  { api }: AzureApi,
  branch: string,
): Promise<string | undefined> {
  encodePath(branch);
  const call: Call = {
    path: '/refs',
    // Selects by the start of the name: the branch itself comes first, being the shortest.
    query: { ...VERSION, filter: `heads/${branch}` },
    doing: `reading the branch ${branch}`,
  };
  const { value } = await api.request(refsAnswer, call);
  return value.find(({ name }) => name === `refs/heads/${branch}`)?.objectId;
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
