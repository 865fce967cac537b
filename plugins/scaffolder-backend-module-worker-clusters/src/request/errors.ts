import { toError } from '@backstage/errors';

/** Appends a sentence to the message of an error. */
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

/** Returns the first line of an error's message. */
export function oneLine(error: unknown): string {
  return toError(error).message.split('\n')[0];
}

/** Errors after which it is unclear to a person whether something was written. */
const UNCERTAIN = new Set([
  'ServiceUnavailableError',
  'AuthenticationError',
  'NotAllowedError',
]);

/** Appends to an error of a read that nothing was written. */
export async function reading<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw UNCERTAIN.has((error as Error)?.name)
      ? withSentence(error, 'Nothing was written.')
      : error;
  }
}
