/** A function for rules: its signature as cel-js writes it, and what it does. */
export type Declaration = [
  signature: string,
  handler: (...args: any[]) => unknown,
];

/** Part of the library that Kubernetes gives to rules. */
export interface Library {
  /** Types of values that rules can hold, by name. */
  types?: Record<string, new (...args: any[]) => object>;
  /** Names before a dot that are no values: `sets.contains(…)`. */
  namespaces?: string[];
  functions: Declaration[];
  /** `==` of two values of one of the types. */
  equality?: Array<[type: string, equals: (a: any, b: any) => boolean]>;
}

/** Name of the type that stands for a namespace. */
export const namespaceType = (name: string) =>
  `${name[0].toUpperCase()}${name.slice(1)}Namespace`;

/** Thrown for what an API server evaluates and this project does not: the rule counts as not evaluated, not as broken. */
export class UnsupportedError extends Error {}

/** The value, or a failure of the rule. */
export function required<T>(value: T | undefined, failure: string): T {
  if (value === undefined) throw new Error(failure);
  return value;
}
