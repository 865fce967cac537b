/**
 * Collects what a host refuses beside a pull request. The pull request stands by then: nothing of this may reject.
 *
 * @internal
 */
export class Asides {
  readonly warnings: string[] = [];

  /** @param lost - what the person does not get if it fails, a clause: `No review was asked of ada` */
  async try(lost: string, task: () => Promise<unknown>): Promise<boolean> {
    try {
      await task();
      return true;
    } catch (error) {
      this.warnings.push(`${lost}: ${(error as Error).message}`);
      return false;
    }
  }

  /**
   * Asks for several things in one call; for each alone if the host refuses all for the sake of one.
   *
   * @param lost - the clause for some of the names
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
        const refusals = ['InputError', 'NotFoundError', 'ConflictError'];
        if (names.length === 1 || !refusals.includes((error as Error).name)) {
          throw error;
        }
        for (const name of names) {
          await this.try(lost(name), () => task([name]));
        }
      }
    });
  }
}
