import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ConfigProblem } from '@worker-clusters/backstage-plugin-worker-clusters-common';

const MAX_MESSAGE = 500;
/** Of a message that is looked through. */
const MAX_SEARCHED = 2000;
/** Most problems that are kept; each further one is in the log only. */
const MAX_PROBLEMS = 100;

/**
 * Collects what is wrong with the configuration of worker clusters: one wrong value takes out what it configures, and nothing
 * else. All plugins of a backend share one collection; the worker-clusters backend serves it.
 *
 * @public
 */
export interface ConfigProblemsService {
  /**
   * Reads a part of the configuration. If that fails, the error is reported and the fallback returned.
   *
   * @param part - `key` names the part; `effect` says what does not work while it is wrong
   */
  read<T>(part: { key: string; effect: string; fallback: T }, read: () => T): T;
  /**
   * Reports a problem; it is logged if it is new. Replaces what was reported of the same key. The message must have no
   * secret.
   */
  report(problem: ConfigProblem): void;
  /** Withdraws what was reported of a key. */
  resolve(key: string): void;
  /** The problems, those that take something out first. */
  list(): ConfigProblem[];
}

/**
 * Collects what is wrong with the configuration, and logs it once.
 *
 * @public
 */
export class ConfigProblems implements ConfigProblemsService {
  readonly #problems = new Map<string, ConfigProblem>();

  constructor(private readonly logger: Pick<LoggerService, 'info' | 'warn'>) {}

  read<T>(
    part: { key: string; effect: string; fallback: T },
    read: () => T,
  ): T {
    try {
      return read();
    } catch (error) {
      const { key, effect } = part;
      const message = error instanceof Error ? error.message : String(error);
      this.report({ key, severity: 'error', message, effect });
      return part.fallback;
    }
  }

  report(problem: ConfigProblem): void {
    const { key } = problem;
    const message = toLine(problem.message);
    if (this.#problems.get(key)?.message === message) return;
    if (this.#problems.size < MAX_PROBLEMS || this.#problems.has(key)) {
      this.#problems.set(key, { ...problem, message });
    }
    const line = describeConfigProblem({ ...problem, message });
    this.logger.warn(`Configuration: ${line}`);
  }

  resolve(key: string): void {
    if (this.#problems.delete(key)) {
      this.logger.info(`Configuration: ${key} is no longer a problem`);
    }
  }

  list(): ConfigProblem[] {
    const all = [...this.#problems.values()];
    return [
      ...all.filter(({ severity }) => severity === 'error'),
      ...all.filter(({ severity }) => severity !== 'error'),
    ];
  }
}

/**
 * A problem of the configuration in one line.
 *
 * @public
 */
export function describeConfigProblem(problem: ConfigProblem): string {
  const { key, effect } = problem;
  const message = problem.message.replace(/\.$/, '');
  const subject = message.includes(key) ? message : `${key}: ${message}`;
  return effect ? `${subject}. ${effect}` : `${subject}.`;
}

/**
 * One line, without the credentials of the addresses that a message may quote. A password may have an '@' or a slash in it: what
 * stands before the last '@' is left out.
 */
function toLine(message: string): string {
  const searched = message
    .slice(0, MAX_SEARCHED)
    .replace(/\/\/[^\s"']*@/g, '//***@');
  // An address that goes on behind what is looked through may have its '@' there.
  const whole =
    message.length <= MAX_SEARCHED
      ? searched
      : searched.replace(/\/\/[^\s"']*$/, '//***');
  return whole.replace(/\s+/g, ' ').trim().slice(0, MAX_MESSAGE);
}
