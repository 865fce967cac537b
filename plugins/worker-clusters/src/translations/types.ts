/** The messages of another language: every key of the English ones, and no other. */
export type Translated<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]>;
};

/** The keys of nested messages, joined by dots. */
type MessageKey<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${MessageKey<T[K]>}`;
}[keyof T & string];

interface Nested {
  readonly [key: string]: string | Nested;
}

/** One level of messages, as the translation API loads them: `{ fleet: { title } }` becomes `{ 'fleet.title' }`. */
export function flattenMessages<T>(
  messages: Translated<T>,
): Record<MessageKey<T>, string> {
  const visit = (nested: Nested, prefix: string): Array<[string, string]> =>
    Object.entries(nested).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[prefix + key, value]]
        : visit(value, `${prefix}${key}.`),
    );
  return Object.fromEntries(visit(messages as Nested, '')) as Record<
    MessageKey<T>,
    string
  >;
}
