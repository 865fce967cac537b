import { InputError } from '@backstage/errors';
import type { z } from 'zod/v4';
import type { Call } from '../http/GitHttpClient';
import { graphqlAnswer } from './githubAnswers';
import type { GithubHost } from './githubRepository';

/**
 * Calls GitHub's GraphQL endpoint.
 *
 * @returns `data` of the answer, checked against a schema
 * @throws InputError for a refusal, which GraphQL answers with status 200
 * @internal
 */
export async function queryGraphql<T extends z.ZodType>(
  { graphql }: Pick<GithubHost, 'graphql'>,
  schema: T,
  query: Pick<Call, 'read' | 'doing' | 'body'>,
): Promise<z.infer<T>> {
  const call: Call = { ...query, method: 'POST', path: '' };
  const answer = graphqlAnswer.safeParse(await graphql.request(call));
  if (!answer.success) throw graphql.unexpectedAnswer(call);
  const refusal = answer.data.errors?.[0];
  if (refusal) {
    const detail = await graphql.hostDetail(refusal.message);
    throw new InputError(`GitHub says: ${detail}`);
  }
  const data = schema.safeParse(answer.data.data);
  if (!data.success) throw graphql.unexpectedAnswer(call);
  return data.data;
}
