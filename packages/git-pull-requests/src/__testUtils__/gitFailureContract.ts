// Every host's own test file calls it: this one is none itself.
/* eslint-disable jest/no-export */
import type { GitProvider } from '../GitProvider';
import { limitContract } from './contract/limitContract';
import { openRepository } from './openRepository';
import {
  PERSON_TOKEN,
  PORTAL_TOKEN,
  RunningHost,
  SimulatedAnswer,
  SimulatedFault,
  SimulatedHost,
} from './SimulatedHost';

type Failure = [
  what: string,
  answer: SimulatedAnswer,
  error: string,
  message: RegExp,
];

/** Headers of a host that gives no reason to try again while a person waits. */
const LATER = { 'Retry-After': '3600' };

const FAILURES: Failure[] = [
  [
    '401',
    { status: 401, body: { message: 'Bad credentials' } },
    'AuthenticationError',
    /refused the portal's credentials \(401\).*under integrations\.\w+/,
  ],
  [
    '403',
    { status: 403, body: { message: 'Forbidden' } },
    'NotAllowedError',
    /does not allow .*\(403\).*lacks a right/,
  ],
  [
    '404',
    { status: 404, body: { message: 'Not Found' } },
    'NotFoundError',
    /answered 404 .*check that http.* exists/,
  ],
  [
    '409',
    { status: 409, body: { message: 'Conflict' } },
    'ConflictError',
    /\(409\): it exists already or has changed meanwhile/,
  ],
  [
    '422 for what exists',
    {
      status: 422,
      body: {
        message: 'Validation Failed',
        errors: [{ message: 'It already exists for a:b.' }],
      },
    },
    'ConflictError',
    /\(422\).*It says: Validation Failed: It already exists for a:b\./,
  ],
  [
    '422 for anything else',
    { status: 422, body: { message: 'title is too long' } },
    'InputError',
    /\(422\)\. It says: title is too long/,
  ],
  [
    '429',
    { status: 429, headers: LATER, body: { message: 'Slow down' } },
    'ServiceUnavailableError',
    /Rate limited by the Git host .*Try again in 3600 s, at .*It says: Slow down/,
  ],
  [
    'the secondary limit, with a header',
    { status: 403, headers: LATER, body: { message: 'Wait a bit' } },
    'ServiceUnavailableError',
    /Rate limited by the Git host .*Try again in 3600 s/,
  ],
  [
    'the secondary limit, in words only',
    {
      status: 403,
      body: { message: 'You have exceeded a secondary rate limit.' },
    },
    'ServiceUnavailableError',
    /Rate limited by the Git host .*Try again in 60 s/,
  ],
  [
    '500',
    { status: 500, body: 'oops <html>' },
    'ServiceUnavailableError',
    /failed \(500\).*tell the platform team/,
  ],
  [
    '503',
    { status: 503, headers: LATER, body: { message: 'Maintenance' } },
    'ServiceUnavailableError',
    /failed \(503\).*Maintenance/,
  ],
  [
    'a page in place of JSON',
    { status: 200, body: '<html>Please sign in</html>' },
    'ServiceUnavailableError',
    /not JSON.*names the right address/,
  ],
  [
    'JSON that means nothing',
    { status: 200, body: { wrong: true } },
    'ServiceUnavailableError',
    /sent something unexpected/,
  ],
  [
    'a redirect to elsewhere',
    { status: 302, headers: { Location: 'http://127.0.0.1:1/' } },
    'ServiceUnavailableError',
    /redirect, which is not followed/,
  ],
];

/** The host with every read, or every write, failing. */
export type FailureTarget = 'read' | 'write';

/**
 * What becomes of each failure of a host, whichever it is: which error, with which words, without any
 * credential, and how often the host was asked. A host that was told to write is asked once.
 *
 * @param create - needs to answer `getBranch('main')` soundly; what it does beyond that does not matter
 * @param options - `saysWhen`: whether this host says when it takes calls again after too many
 */
export function gitFailureContract(
  provider: GitProvider,
  create: () => SimulatedHost,
  { saysWhen = true }: { saysWhen?: boolean } = {},
): void {
  limitContract(provider, create, saysWhen);

  describe(`failures of a Git host: ${provider.type}`, () => {
    let host: SimulatedHost;
    let running: RunningHost;

    beforeEach(async () => {
      host = create();
      running = await host.start();
    });
    afterEach(() => running.close());

    const attempt = (
      target: FailureTarget,
      options: { token?: string; timeoutMs?: number } = {},
    ) => {
      const repository = openRepository(running, provider, options);
      return target === 'read'
        ? repository.getBranch('main')
        : repository.createPullRequest({
            head: 'b',
            base: 'main',
            title: 't',
            body: '',
          });
    };
    const fail = (target: FailureTarget, fault: SimulatedFault) =>
      host.onRequest(({ write }) =>
        write === (target === 'write') ? fault : undefined,
      );
    const failure = async (
      target: FailureTarget,
      options: { token?: string; timeoutMs?: number } = {},
    ): Promise<Error> =>
      attempt(target, options).then(
        () => {
          throw new Error('it was taken for a success');
        },
        error => error,
      );

    describe.each(['read', 'write'] as const)('of a %s', target => {
      it.each(FAILURES)('%s', async (_, how, name, message) => {
        fail(target, { when: 'before', how });
        const error = await failure(target);
        expect(error).toMatchObject({
          name,
          message: expect.stringMatching(message),
        });
        expect(error.message).toContain(running.host);
        expect(host.writes.length).toBe(target === 'write' ? 1 : 0);
      });

      it.each(['before', 'after'] as const)(
        'a connection that is cut %s the effect',
        async when => {
          fail(target, { when, how: 'cut' });
          await expect(failure(target)).resolves.toMatchObject({
            name: 'ServiceUnavailableError',
            message: expect.stringMatching(/did not answer \(connection cut\)/),
          });
          expect(host.writes.length).toBe(target === 'write' ? 1 : 0);
        },
      );

      it('a host that hangs', async () => {
        fail(target, { when: 'before', how: 'hang' });
        const hung = failure(target, { timeoutMs: 1000 });
        await expect(hung).resolves.toMatchObject({
          name: 'ServiceUnavailableError',
          message: expect.stringMatching(/did not answer \(timeout\)/),
        });
        expect(host.writes.length).toBe(target === 'write' ? 1 : 0);
      });

      it('a host that is not there', async () => {
        await running.close();
        await expect(failure(target)).resolves.toMatchObject({
          name: 'ServiceUnavailableError',
          message: expect.stringMatching(/connection refused/),
        });
      });

      it.each([
        ["the portal's", undefined],
        ["a person's", PERSON_TOKEN],
      ])('lets nothing of %s credentials into a message', async (_, token) => {
        host.onRequest(({ headers }) => ({
          when: 'before',
          how: {
            status: 403,
            body: {
              message: `no\n${headers.authorization} ${PORTAL_TOKEN} ${PERSON_TOKEN}`,
            },
          },
        }));
        const error = await failure(target, { token });
        expect(error.message).toContain('no ');
        const sent = host.requests[0].headers.authorization!.split(' ')[1];
        expect(error.message).not.toContain(sent);
        expect(error.message).not.toContain(token ?? PORTAL_TOKEN);
        expect(error.message).not.toContain('\n');
      });

      it('says whose credentials were refused', async () => {
        fail(target, { when: 'before', how: { status: 401 } });
        const error = await failure(target, { token: PERSON_TOKEN });
        expect(error.message).toMatch(
          /refused your credentials .*Sign in to the Git host again/,
        );
      });
    });

    it.each([
      ['429', { status: 429, headers: { 'Retry-After': '0' } }],
      ['the secondary limit', { status: 403, headers: { 'Retry-After': '0' } }],
      [
        'the limit per hour',
        {
          status: 403,
          headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '1' },
        },
      ],
      ['503', { status: 503, headers: { 'Retry-After': '0' } }],
      ['502', { status: 502, headers: {} }],
    ])(
      'asks again after %s when it reads, never when it writes',
      async (_, how) => {
        let failures = 2;
        host.onRequest(() => {
          failures -= 1;
          return failures >= 0 ? { when: 'before', how } : undefined;
        });
        await expect(attempt('read')).resolves.toMatchObject({ name: 'main' });
        expect(host.requests).toHaveLength(3);

        fail('write', { when: 'before', how });
        await expect(failure('write')).resolves.toMatchObject({
          name: 'ServiceUnavailableError',
        });
        expect(host.writes).toHaveLength(1);
      },
    );

    it('asks again after a cut connection when it reads', async () => {
      let cut = false;
      host.onRequest(() => {
        if (cut) return undefined;
        cut = true;
        return { when: 'before', how: 'cut' };
      });
      await expect(attempt('read')).resolves.toMatchObject({ name: 'main' });
      expect(host.requests).toHaveLength(2);
    });
  });
}
