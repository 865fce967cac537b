import type {
  FindUnknownReviewersOptions,
  GitAccount,
  UnknownReviewer,
} from '../GitRepository';
import type { Call, GitHttpClient } from '../http/GitHttpClient';
import { unknownReviewer } from '../unknownReviewer';
import { connectionAnswer, identitiesAnswer } from './azureAnswers';
import { HEADERS, PREVIEW, VERSION } from './azureFiles';
import type { AzureHost } from './azureRepository';

/** Azure accepts people and teams by these alone. */
const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * See {@link GitRepository.findUnknownReviewers}. People and teams are identities alike
 * (https://learn.microsoft.com/rest/api/azure/devops/ims/identities/read-identities).
 */
export async function findUnknownReviewers(
  { identities, url }: AzureHost,
  { reviewers = [], teamReviewers = [] }: FindUnknownReviewersOptions,
): Promise<UnknownReviewer[]> {
  const wanted = [
    ...reviewers.map(name => ({ kind: 'reviewer' as const, name })),
    ...teamReviewers.map(name => ({ kind: 'team' as const, name })),
  ];
  const ids = wanted.map(({ name }) => name).filter(name => ID.test(name));
  const known = new Set<string>();
  if (ids.length) {
    const call: Call = {
      path: '/_apis/identities',
      query: {
        ...VERSION,
        identityIds: ids.join(','),
        queryMembership: 'None',
      },
      headers: HEADERS,
      doing: `looking up the reviewers ${ids.join(', ')}`,
    };
    const answer = identitiesAnswer.safeParse(await identities.request(call));
    if (!answer.success) throw identities.unexpectedAnswer(call);
    for (const each of answer.data.value) {
      if (each) known.add(each.id.toLowerCase());
    }
  }
  return wanted
    .filter(({ name }) => !known.has(name.toLowerCase()))
    .map(({ kind, name }) =>
      unknownReviewer(kind, name, url, 'the id of the identity, a GUID'),
    );
}

/** See {@link GitRepository.getAccount}. */
export async function getAccount({ client }: AzureHost): Promise<GitAccount> {
  const doing = 'reading which account the credentials belong to';
  const { id, providerDisplayName, properties } = await readAccount(
    client,
    doing,
  );
  return {
    id,
    login: properties?.Account?.$value ?? providerDisplayName ?? id,
  };
}

/** Whose credentials are used. */
export async function readAccount(client: GitHttpClient, doing: string) {
  const call: Call = {
    path: '/_apis/connectionData',
    query: PREVIEW,
    headers: HEADERS,
    doing,
  };
  const answer = connectionAnswer.safeParse(await client.request(call));
  if (!answer.success) throw client.unexpectedAnswer(call);
  return answer.data.authenticatedUser;
}
