import {
  type CodedMessage,
  type Message,
  messageValues,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Translate } from '.';

/** Which values a text takes depends on its code: what a union of keys cannot say. */
type TranslateWithValues = (
  key: string,
  values: Record<string, string>,
) => string;

/**
 * A sentence of the backend in the language of the reader: by its code, or as it is in English where there is none, or one of a newer
 * backend. Values stay text.
 */
export function messageText(
  t: Translate,
  english: string,
  code: CodedMessage | undefined,
): string {
  const known = code && messageValues(code);
  if (!known) return english;
  const values = Object.entries(known.values).map(([name, value]) => [
    name,
    messageText(t, value, known.codes[name]),
  ]);
  return (t as unknown as TranslateWithValues)(
    `messages.${known.code}`,
    Object.fromEntries(values),
  );
}

/** {@link messageText} of something that may have no message. */
export function messageTextOf(
  t: Translate,
  { message, messageCode }: Partial<Message>,
): string | undefined {
  return message && messageText(t, message, messageCode);
}
