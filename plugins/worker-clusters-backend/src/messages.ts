import type {
  CodedMessage,
  Message,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** A message with other values: bounds them, as its text is bounded. */
export function mapCodeValues(
  { values, ...rest }: CodedMessage,
  map: (value: string) => string,
): CodedMessage {
  return {
    ...rest,
    ...(values && {
      values: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, map(value)]),
      ),
    }),
  };
}

/** The message of something that has more than that. */
export function messageOf({ message, messageCode }: Message): Message {
  return { message, ...(messageCode && { messageCode }) };
}
