/** A computation in steps of some milliseconds, each after a `yield`. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does all steps at once. */
export function runSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
