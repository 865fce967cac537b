import type { LoggerService } from '@backstage/backend-plugin-api';

/** Logs what goes wrong when it begins, when it changes and when it is over, not each time it happens again. */
export class FaultLog {
  readonly #faults = new Map<string, string>();

  constructor(private readonly logger: LoggerService) {}

  /**
   * @param subject - what goes wrong, as the beginning of a sentence: `Writing the fleet to the database`
   */
  failed(subject: string, error: unknown) {
    const message = error instanceof Error ? error.message : String(error);
    if (this.#faults.get(subject) === message) return;
    this.#faults.set(subject, message);
    this.logger.warn(`${subject} failed: ${message}`);
  }

  succeeded(subject: string) {
    if (this.#faults.delete(subject)) {
      this.logger.info(`${subject} works again`);
    }
  }
}
