/** A timer may not be set further ahead than about 24 days; an hour is as good. */
const MAX_DELAY_MS = 60 * 60_000;

/** Calls back when the time of a key has come. One timer for all of them; nothing is polled. */
export class DueTimes {
  readonly #times = new Map<string, number>();
  #timer?: NodeJS.Timeout;
  #armedFor = Infinity;
  #stopped = false;

  constructor(private readonly onDue: (keys: string[]) => void) {}

  /** @param time - epoch milliseconds; undefined forgets the key */
  set(key: string, time: number | undefined) {
    if (time === undefined) {
      this.#times.delete(key);
      return;
    }
    this.#times.set(key, time);
    if (time < this.#armedFor) this.#arm(time);
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #arm(time: number) {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#armedFor = time;
    const delay = Math.min(Math.max(time - Date.now(), 0), MAX_DELAY_MS);
    this.#timer = setTimeout(() => this.#fire(), delay);
    this.#timer.unref();
  }

  #fire() {
    const now = Date.now();
    const due: string[] = [];
    let next = Infinity;
    for (const [key, time] of this.#times) {
      if (time <= now) due.push(key);
      else next = Math.min(next, time);
    }
    for (const key of due) this.#times.delete(key);
    this.#armedFor = Infinity;
    if (next < Infinity) this.#arm(next);
    if (due.length) this.onDue(due);
  }
}
