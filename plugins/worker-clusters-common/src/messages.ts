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
  /** What is filled in, by name, in English. Untrusted text. */
  values?: Record<string, string>;
  /**
   * Codes of the values that are fixed texts themselves, by name. What is filled into the text of the value `remedy` is among
   * `values` as `remedy.<name>`.
   */
  valueCodes?: Record<string, string>;
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

/** What is filled into a text: a text of somebody else, a number, or another text of the backend. @public */
export type MessageValue = string | number | Message;

/** The values that the text of a code has: none, or each of them. @public */
export type MessageValues<C extends MessageCode> = [
  MessageValueName<(typeof MESSAGE_TEXTS)[C]>,
] extends [never]
  ? []
  : [values: Record<MessageValueName<(typeof MESSAGE_TEXTS)[C]>, MessageValue>];

const VALUE = /\{\{(\w+)\}\}/g;

const isMessageCode = (code: string): code is MessageCode =>
  Object.hasOwn(MESSAGE_TEXTS, code);

const prefixed = (name: string, texts: Record<string, string> = {}) =>
  Object.entries(texts).map(([key, text]) => [`${name}.${key}`, text] as const);

/** What begins with the name of a value, without it. */
const unprefixed = (name: string, texts: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) =>
      key.startsWith(`${name}.`) ? [[key.slice(name.length + 1), text]] : [],
    ),
  );

/**
 * Writes a sentence in English, with its code.
 *
 * @param values - none if the text has none; numbers stand as `String` writes them
 * @public
 */
export function writeMessage<C extends MessageCode>(
  code: C,
  ...[given]: MessageValues<C>
): Required<Message> {
  const texts = new Map<string, string>();
  const values: Array<readonly [string, string]> = [];
  const valueCodes: Array<readonly [string, string]> = [];
  for (const [name, value] of Object.entries<MessageValue>(given ?? {})) {
    const { message, messageCode } =
      typeof value === 'object' ? value : { message: String(value) };
    texts.set(name, message);
    values.push([name, message], ...prefixed(name, messageCode?.values));
    if (!messageCode) continue;
    valueCodes.push(
      [name, messageCode.code],
      ...prefixed(name, messageCode.valueCodes),
    );
  }
  return {
    // In one pass: a value that reads like a placeholder stays what it is.
    message: MESSAGE_TEXTS[code].replace(
      VALUE,
      (placeholder, name) => texts.get(name) ?? placeholder,
    ),
    messageCode: {
      code,
      ...(values.length > 0 && { values: Object.fromEntries(values) }),
      ...(valueCodes.length > 0 && {
        valueCodes: Object.fromEntries(valueCodes),
      }),
    },
  };
}

/**
 * The values of a message for the text of its code, and no others.
 *
 * @returns undefined for a code that this release does not know, or if a value is missing: then its English text is to be shown.
 * `codes` has the codes of those values that are fixed texts themselves
 * @public
 */
export function messageValues({
  code,
  values = {},
  valueCodes = {},
}: CodedMessage):
  | {
      code: MessageCode;
      values: Record<string, string>;
      codes: Record<string, CodedMessage>;
    }
  | undefined {
  if (!isMessageCode(code)) return undefined;
  const names = [...MESSAGE_TEXTS[code].matchAll(VALUE)].map(
    ([, name]) => name,
  );
  const known = names.map(name => [
    name,
    Object.hasOwn(values, name) ? values[name] : undefined,
  ]);
  if (!known.every(([, value]) => typeof value === 'string')) return undefined;
  const coded = names.filter(name => Object.hasOwn(valueCodes, name));
  return {
    code,
    values: Object.fromEntries(known),
    codes: Object.fromEntries(
      coded.map(name => [
        name,
        {
          code: valueCodes[name],
          values: unprefixed(name, values),
          valueCodes: unprefixed(name, valueCodes),
        },
      ]),
    ),
  };
}
