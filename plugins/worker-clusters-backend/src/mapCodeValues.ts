import type { CodedMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** A message with other values: bounds them, as its text is bounded. */
export function mapCodeValues(
  { code, values }: CodedMessage,
  map: (value: string) => string,
): CodedMessage {
  return {
    code,
    ...(values && {
      values: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, map(value)]),
      ),
    }),
  };
}
