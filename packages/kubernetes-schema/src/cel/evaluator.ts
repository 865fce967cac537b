import { Environment } from '@marcbachmann/cel-js';

const environment = new Environment({ enableOptionalTypes: true });

/** A span of time, as the evaluator has it. */
export interface CelDuration {
  readonly seconds: bigint;
  readonly nanos: number;
  addDuration(other: CelDuration): CelDuration;
}

/** The evaluator's class of durations, which it does not export. */
export const Duration: new (seconds: bigint, nanos: number) => CelDuration =
  environment.evaluate('duration("1s")').constructor;

/** The evaluator's optional without a value; its class is not exported either. */
export const none: any = environment.evaluate('optional.none()');

/** An optional with a value. */
export function some(value: unknown): any {
  return none.constructor.of(value);
}

/** Whether a value is an optional, with a value or without. */
export function isOptional(value: unknown): value is {
  hasValue(): boolean;
  value(): unknown;
} {
  return value instanceof none.constructor;
}
