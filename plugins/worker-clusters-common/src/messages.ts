import { MESSAGE_TEXTS } from './messageTexts';

/** @public */
export type MessageCode = keyof typeof MESSAGE_TEXTS;

/**
 * A fixed sentence of the backend as data. It stands beside the English text, which it does not replace: a client translates the
 * codes that it knows, and shows the text of those of a newer backend.
 *
 * @public
 */
export interface CodedMessage {
  /** A {@link MessageCode}, or one of a newer release. */
  code: string;
  /** What is filled in, by name. Untrusted text. */
  values?: Record<string, string>;
}

/**
 * A text in English, with the code by which it is translated.
 *
 * @public
 */
export interface Message {
  /** A sentence. May have untrusted text in it. */
  message: string;
  /** Absent for a text of somebody else: of a resource, an API server, the author of an XRD. */
  messageCode?: CodedMessage;
}

/** The names of the values in a text: `{{a}} of {{b}}` has `a` and `b`. @public */
export type MessageValueName<T extends string> =
  T extends `${string}{{${infer Name}}}${infer Rest}`
    ? Name | MessageValueName<Rest>
    : never;

/** The values that the text of a code has: none, or each of them. @public */
export type MessageValues<C extends MessageCode> = [
  MessageValueName<(typeof MESSAGE_TEXTS)[C]>,
] extends [never]
  ? []
  : [
      values: Record<
        MessageValueName<(typeof MESSAGE_TEXTS)[C]>,
        string | number
      >,
    ];

const VALUE = /\{\{(\w+)\}\}/g;

const isMessageCode = (code: string): code is MessageCode =>
  Object.hasOwn(MESSAGE_TEXTS, code);

/**
 * Writes a sentence in English, with its code.
 *
 * @param values - none if the text has none; numbers stand as `String` writes them
 * @public
 */
export function writeMessage<C extends MessageCode>(
  code: C,
  ...[values]: MessageValues<C>
): Required<Message> {
  const texts = Object.entries(values ?? {}).map(
    ([name, value]) => [name, String(value)] as const,
  );
  const byName = new Map(texts);
  return {
    // In one pass: a value that reads like a placeholder stays what it is.
    message: MESSAGE_TEXTS[code].replace(
      VALUE,
      (placeholder, name) => byName.get(name) ?? placeholder,
    ),
    messageCode: {
      code,
      ...(texts.length > 0 && { values: Object.fromEntries(texts) }),
    },
  };
}

/**
 * The values of a message for the text of its code, and no others.
 *
 * @returns undefined for a code that this release does not know, or if a value is missing: then its English text is to be shown
 * @public
 */
export function messageValues({
  code,
  values = {},
}: CodedMessage):
  | { code: MessageCode; values: Record<string, string> }
  | undefined {
  if (!isMessageCode(code)) return undefined;
  const names = [...MESSAGE_TEXTS[code].matchAll(VALUE)].map(
    ([, name]) => name,
  );
  const known = names.map(name => [
    name,
    Object.hasOwn(values, name) ? values[name] : undefined,
  ]);
  return known.every(([, value]) => typeof value === 'string')
    ? { code, values: Object.fromEntries(known) }
    : undefined;
}
