/**
 * How fast the sandbox lives. Durations are given in seconds of the sandbox's time; `speed` 1 is the pace at which a
 * merged claim takes about a minute, larger is faster.
 */
export class Pace {
  private fastForward = false;

  constructor(private readonly speed: number) {
    if (!(speed > 0) || !Number.isFinite(speed)) {
      throw new Error(
        `The speed of the sandbox must be a number above 0, not ${speed}`,
      );
    }
  }

  /** While on, everything that takes time is done at once, except for what is slow by an incident. */
  setFastForward(on: boolean): void {
    this.fastForward = on;
  }

  /** Real milliseconds that a piece of work takes. */
  work(seconds: number): number {
    return this.fastForward ? 0 : this.period(seconds);
  }

  /** Real milliseconds between two repetitions of something, and of a delay that is meant to be seen. */
  period(seconds: number): number {
    return (seconds * 1000) / this.speed;
  }
}
