// Every host's own test file calls it: this one is none itself.
/* eslint-disable jest/no-export */
import type { GitProvider } from '../../GitProvider';
import { RateLimitedError } from '../../RateLimitedError';
import { openRepository } from '../openRepository';
import type { RunningHost, SimulatedHost } from '../SimulatedHost';

/**
 * How a host is spared: its own limits, and the portal's budget.
 *
 * @param create - needs to answer `getBranch('main')` soundly; what it does beyond that does not matter
 * @param saysWhen - whether this host says when it takes calls again
 */
export function limitContract(
  provider: GitProvider,
  create: () => SimulatedHost,
  saysWhen: boolean,
): void {
  describe(`limits of a Git host: ${provider.type}`, () => {
    let host: SimulatedHost;
    let running: RunningHost;

    beforeEach(async () => {
      host = create();
      running = await host.start();
    });
    afterEach(() => running.close());

    const failure = (promise: Promise<unknown>): Promise<RateLimitedError> =>
      promise.then(
        () => {
          throw new Error('it was taken for a success');
        },
        error => error,
      );

    it('says when a host takes calls again, and does not call it before', async () => {
      const repository = openRepository(running, provider);
      host.callsLeft = 0;
      const before = Date.now();
      const error = await failure(repository.getBranch('main'));
      expect(error).toBeInstanceOf(RateLimitedError);
      expect(error.name).toBe('ServiceUnavailableError');
      expect(error.message).toMatch(
        /Rate limited by the Git host .*\d+ s, at /,
      );
      const expected = saysWhen ? host.limitResets.getTime() : before + 60_000;
      expect(
        Math.abs(Date.parse(error.retryAt) - expected),
      ).toBeLessThanOrEqual(2_000);
      expect(host.requests).toHaveLength(1);

      host.callsLeft = undefined;
      for (const call of [
        repository.getBranch('main'),
        repository.createPullRequest({
          head: 'b',
          base: 'main',
          title: 't',
          body: '',
        }),
      ]) {
        expect(await failure(call)).toMatchObject({ retryAt: error.retryAt });
      }
      expect(host.requests).toHaveLength(1);
    });

    it("keeps one account's limit from another", async () => {
      host.callsLeft = 0;
      await failure(openRepository(running, provider).getBranch('main'));
      host.callsLeft = undefined;
      await expect(
        openRepository(running, provider, { token: 'us3r-t0ken' }).getBranch(
          'main',
        ),
      ).resolves.toMatchObject({ name: 'main' });
    });

    it('waits for a limit that is over soon', async () => {
      const repository = openRepository(running, provider);
      if (!saysWhen) return;
      host.callsLeft = 0;
      host.limitResets = new Date(Date.now() + 1_000);
      host.onRequest(() => {
        if (host.requests.length > 1) host.callsLeft = undefined;
      });
      await expect(repository.getBranch('main')).resolves.toMatchObject({
        name: 'main',
      });
    });

    it('makes no more calls per minute than its budget', async () => {
      const repository = openRepository(running, provider, {
        callsPerMinute: 3,
      });
      const outcomes = await Promise.allSettled(
        Array.from({ length: 6 }, () => repository.getBranch('main')),
      );
      const errors = outcomes.flatMap(outcome =>
        outcome.status === 'rejected' ? [outcome.reason] : [],
      );
      expect(errors).toHaveLength(3);
      expect(errors[0]).toBeInstanceOf(RateLimitedError);
      expect(errors[0].message).toMatch(
        /budget of 3 calls per minute to the Git host .* is used up/,
      );
      expect(host.requests).toHaveLength(3);
    });
  });
}
