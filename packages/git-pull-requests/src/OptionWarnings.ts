/**
 * Collects a sentence for each option of a pull request that its host refuses. The pull request is open by then: nothing
 * of this rejects.
 *
 * @internal
 */
export class OptionWarnings {
  readonly list: string[] = [];

  /** @param lost - begins the warning, for example `No review requested from ada` */
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
