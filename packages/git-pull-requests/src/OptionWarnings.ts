import { InputError } from '@backstage/errors';
import type { UnknownReviewer } from './GitRepository';

/** Answers to a name that the host does not take, as opposed to a host that is down or a right that is missing. */
const REFUSALS = ['InputError', 'NotFoundError', 'ConflictError'];

/**
 * Collects a sentence for each option of a pull request that its host refuses. The pull request is open by then: nothing
 * of this rejects.
 *
 * @internal
 */
export class OptionWarnings {
  readonly list: string[] = [];

  /** @param lost - begins the warning, for example `Not assigned to ada` */
  async try(lost: string, task: () => Promise<unknown>): Promise<boolean> {
    try {
      await task();
      return true;
    } catch (error) {
      this.list.push(`${lost}: ${(error as Error).message}`);
      return false;
    }
  }

  /**
   * Sets an option for several names in one call; for each name alone if the host refuses all for the sake of one.
   *
   * @param lost - begins the warning for some of the names
   */
  async tryAll(
    names: string[],
    lost: (names: string) => string,
    task: (names: string[]) => Promise<unknown>,
  ): Promise<void> {
    if (names.length === 0) return;
    await this.try(lost(names.join(', ')), async () => {
      try {
        await task(names);
      } catch (error) {
        // Anything else is no matter of a single name.
        if (names.length === 1 || !isRefusal(error)) throw error;
        for (const name of names) {
          await this.try(lost(name), () => task([name]));
        }
      }
    });
  }

  /** Requests reviews as {@link tryAll} does, and says of a name that it is unknown where that is why. */
  async requestReviews(options: {
    kind: UnknownReviewer['kind'];
    names: string[];
    request: (names: string[]) => Promise<unknown>;
    findUnknown: (name: string) => Promise<UnknownReviewer[]>;
  }): Promise<void> {
    const { kind, names, request, findUnknown } = options;
    await this.tryAll(
      names,
      some => noReview(kind, some),
      async some => {
        try {
          await request(some);
        } catch (error) {
          throw some.length > 1
            ? error
            : await explained(error, () => findUnknown(some[0]));
        }
      },
    );
  }
}

/** Begins a warning about reviewers or teams. @internal */
export function noReview(kind: UnknownReviewer['kind'], names: string): string {
  return `No review requested from ${
    kind === 'team' ? 'the team ' : ''
  }${names}`;
}

/**
 * The error for a person or team whom a host did not take: that they are unknown, or what the host said.
 *
 * @internal
 */
export async function explained(
  error: unknown,
  findUnknown: () => Promise<UnknownReviewer[]>,
): Promise<unknown> {
  if (!isRefusal(error)) return error;
  // Whoever may not look people up still has the host's own words.
  const [unknown] = await findUnknown().catch(() => []);
  return unknown ? new InputError(unknown.message) : error;
}

function isRefusal(error: unknown): boolean {
  return REFUSALS.includes((error as Error).name);
}
