import { toError } from '@backstage/errors';

/** The same error with one more sentence for the person who reads it. */
export function withSentence(error: unknown, sentence: string): Error {
  const known = toError(error);
  // Not assigned: the message of a DOMException, which an aborted signal throws, has a getter only.
  Object.defineProperty(known, 'message', {
    value: `${known.message.replace(/[.\s]*$/, '.')} ${sentence}`,
    configurable: true,
    writable: true,
  });
  return known;
}

/** First line of an error, for a log or a check's result. */
export function oneLine(error: unknown): string {
  return toError(error).message.split('\n')[0];
}

/** Errors after which a person wonders whether something has been written. */
const UNCERTAIN = new Set([
  'ServiceUnavailableError',
  'AuthenticationError',
  'NotAllowedError',
]);

/** Answers the question that a failure of the Git host raises, for a call that only reads. */
export async function reading<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw UNCERTAIN.has((error as Error)?.name)
      ? withSentence(error, 'Nothing was written.')
      : error;
  }
}
