import { eventually } from '../../__testUtils__/eventually';
import { answer, FakeApiServer, status } from '../__testUtils__/FakeApiServer';
import { startReflector } from '../__testUtils__/testReflector';
import { Budget, type Resource, WORKER_LIMITS } from '../budget/Budget';

describe('Reflector, when the server fails', () => {
  let server: FakeApiServer;
  let started: ReturnType<typeof startReflector> | undefined;
  const start = (options?: Parameters<typeof startReflector>[1]) =>
    (started = startReflector(server, options));
  /** Waits until the reflector keeps what the server has, and watches. */
  const inStep = () =>
    eventually(() => {
      expect(started!.content()).toEqual(server.content());
      expect(server.watching).toBe(1);
    });
  /** A watch has worked for a while. */
  const well = () =>
    eventually(() =>
      expect(started!.reflector.status).toEqual({ listed: true }),
    );
  const lists = () => server.requests.filter(r => r === 'list').length;

  beforeEach(async () => {
    server = new FakeApiServer();
    await server.listen();
  });
  afterEach(async () => {
    await started?.stop();
    started = undefined;
    await server.close();
  });

  describe('stops reading what uses up the budget:', () => {
    const limited = (resource: Resource) =>
      new Budget({ ...WORKER_LIMITS, [resource]: { perSecond: 1, burst: 50 } });
    const excess = () =>
      started!.statuses.find(s => s.error?.kind === 'excessive')?.error
        ?.message;

    it('a watch of empty lines', async () => {
      start({ budget: limited('events') });
      await inStep();
      server.write('\n\r\n'.repeat(26));
      await eventually(() =>
        expect(excess()).toMatch(/sends 51 events\/s \(limit 1\)/),
      );
    });

    it('a line without end in small chunks', async () => {
      start({ budget: limited('chunks') });
      await inStep();
      const timer = setInterval(() => server.write('x'), 2);
      await eventually(() =>
        expect(excess()).toMatch(/sends \d+ chunks\/s \(limit 1\)/),
      );
      clearInterval(timer);
    });

    it('a list in small chunks', async () => {
      server.script('list', ({ response }) => {
        const timer = setInterval(() => response.write(' '), 2);
        response.on('close', () => clearInterval(timer));
      });
      start({ budget: limited('chunks') });
      await eventually(() =>
        expect(excess()).toMatch(/sends \d+ chunks\/s \(limit 1\)/),
      );
    });
  });

  describe('keeps what it knows and lists anew after', () => {
    const line = (value: unknown) => `${JSON.stringify(value)}\n`;
    it.each<[string, () => string, RegExp]>([
      ['garbage', () => 'hello\n', /not JSON/],
      ['a number', () => '42\n', /not a watch event/],
      ['null', () => 'null\n', /not a watch event/],
      ['a list', () => '[[[]]]\n', /not a watch event/],
      [
        'an unknown type',
        () => line({ type: 'X', object: server.object('a', 1, '1') }),
        /not a watch event/,
      ],
      [
        'an object without a version',
        () => line({ type: 'ADDED', object: { metadata: { name: 'x' } } }),
        /not a watch event/,
      ],
      ['an endless line', () => 'x'.repeat(200_000), /more than 100000 bytes/],
      [
        'a line that is too long',
        () => line({ type: 'ADDED', object: 'x'.repeat(200_000) }),
        /more than 100000 bytes/,
      ],
    ])('%s', async (_, text, message) => {
      server.put('a', 1);
      start();
      await inStep();
      server.write(text());
      await eventually(() => expect(lists()).toBe(2));
      await inStep();
      const error = started!.statuses.find(s => s.error)?.error;
      expect(error).toMatchObject({
        kind: 'garbage',
        message: expect.stringMatching(message),
      });
      expect(started!.changes).toEqual(['argocd/a -→1']);
      await well();
    });

    it.each<[string, string]>([
      ['a list that is not JSON', '<html>'],
      ['a list that is none', '[]'],
      ['items that are none', '{"metadata":{"resourceVersion":"1"},"items":5}'],
      ['a list without a version', '{"metadata":{},"items":[]}'],
      [
        'an object without a name',
        '{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{}}]}',
      ],
      [
        'an item that is null',
        '{"metadata":{"resourceVersion":"1"},"items":[null]}',
      ],
    ])('%s', async (_, body) => {
      server.put('a', 1);
      start();
      await inStep();
      server.script('list', ({ response }) => answer(response, 200, body));
      server.write('garbage\n');
      await eventually(() => expect(lists()).toBe(3));
      await inStep();
      await well();
      expect(new Set(started!.errors())).toEqual(new Set(['garbage']));
      expect(started!.changes).toEqual(['argocd/a -→1']);
    });
  });

  describe('waits, keeps what it knows and goes on after', () => {
    it.each<[number, string, Record<string, string>]>([
      [429, 'throttled', { 'Retry-After': '0' }],
      [503, 'throttled', {}],
      [504, 'throttled', {}],
      [403, 'forbidden', {}],
      [401, 'unauthorized', {}],
    ])('%d', async (code, kind, headers) => {
      server.put('a', 1);
      start();
      await inStep();
      server.script(
        'watch',
        ...[1, 2].map(
          () => (e: any) => answer(e.response, code, status(code), headers),
        ),
      );
      server.end();
      server.put('b', 1);
      await eventually(() => expect(server.requests).toHaveLength(5));
      await inStep();
      // Said once, though it happened twice, and then that it is well again.
      expect(started!.errors()).toEqual([kind]);
      expect(started!.reflector.status.error).toBeUndefined();
      expect(lists()).toBe(1);
    });
  });

  it('obeys Retry-After', async () => {
    server.script('list', ({ response }) =>
      answer(response, 429, status(429), { 'Retry-After': '3600' }),
    );
    start();
    await eventually(() => expect(started!.errors()).toEqual(['throttled']));
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(server.requests).toEqual(['list']);
  });

  it.each([500, 404, 302, 400])('lists anew after %d', async code => {
    server.put('a', 1);
    start();
    await inStep();
    server.script('watch', ({ response }) =>
      answer(response, code, status(code), { Location: '/elsewhere' }),
    );
    server.end();
    await eventually(() => expect(lists()).toBe(2));
    await inStep();
    expect(started!.changes).toHaveLength(1);
  });

  it('says which right is missing', async () => {
    server.script('list', ({ response }) =>
      answer(response, 403, status(403, { message: 'no\u0007 way' })),
    );
    start();
    await eventually(() => expect(started!.statuses).not.toEqual([]));
    expect(started!.statuses[0].error?.message).toBe(
      `Not allowed to read Applications on ${server.url} (403): no way. Add to the role of the portal's identity: get, list and watch on applications (argoproj.io), in namespace argocd.`,
    );
  });

  it.each<[string, { maxObjects: number; maxBytes: number }]>([
    ['objects', { maxObjects: 5, maxBytes: 1e6 }],
    ['bytes', { maxObjects: 100, maxBytes: 1270 }],
  ])('keeps no more %s than its limit', async (_, limits) => {
    server.put('a', 1);
    start({ limits });
    await inStep();
    for (const name of 'bcdefghij') server.put(name, 1);
    await eventually(() => expect(started!.errors()).toContain('excessive'));
    await eventually(() => expect(lists()).toBeGreaterThan(1));
    expect(Object.keys(started!.content())).toHaveLength(5);
    expect(started!.reflector.get('argocd/a')).toBeDefined();
    // And mends itself.
    for (const name of 'cdefghij') server.delete(name);
    await inStep();
  });

  it('does not follow pages without end', async () => {
    const endless = ({ response }: any) =>
      answer(response, 200, {
        items: [],
        metadata: { resourceVersion: '1', continue: 'more' },
      });
    server.script('list', ...Array(1000).fill(endless));
    start({ limits: { maxObjects: 3, maxBytes: 1e6 } });
    await eventually(() => expect(started!.errors()).toEqual(['excessive']));
    expect(server.requests.length).toBe(110);
  });

  it('does not ask in a loop a server that ends each watch at once', async () => {
    const end = ({ response }: any) => {
      response.write(
        `${JSON.stringify({
          type: 'BOOKMARK',
          object: { metadata: { resourceVersion: '100' } },
        })}\n`,
      );
      response.end();
    };
    server.script('watch', ...Array(1000).fill(end));
    start({
      timings: {
        backoff: {
          initialMs: 10_000,
          maxMs: 10_000,
          resetAfterMs: 1e6,
          random: () => 0,
          now: Date.now,
        },
      },
    });
    await eventually(() => expect(started!.seen()).toBeGreaterThan(2));
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(server.requests).toEqual(['list', 'watch 100']);
  });

  describe('its token', () => {
    it('is read again after a 401', async () => {
      let token = 'old';
      const refuse = ({ request, response }: any) => {
        expect(request.headers.authorization).toBe('Bearer old');
        token = 'new';
        answer(response, 401, status(401));
      };
      server.put('a', 1);
      server.script('list', refuse, e => {
        expect(e.request.headers.authorization).toBe('Bearer new');
        server.serveList(e);
      });
      start({ token: async () => token });
      await inStep();
      expect(started!.errors()).toEqual([]);
    });

    it('is in no message, even if the server repeats it', async () => {
      const body = status(403, { message: 'Bearer s3cr3t-token is no good' });
      server.script('list', e => answer(e.response, 403, body));
      server.script('watch', e => {
        e.response.end(`${JSON.stringify({ type: 'ERROR', object: body })}\n`);
      });
      start({ token: async () => 's3cr3t-token' });
      await eventually(() => expect(started!.errors()).toHaveLength(2));
      for (const { error } of started!.statuses) {
        expect(error?.message ?? '').not.toContain('s3cr3t');
      }
    });

    it('that cannot be read is said', async () => {
      start({
        token: async () => {
          throw new Error("ENOENT: no such file, open '/run/token'");
        },
      });
      await eventually(() =>
        expect(started!.errors()).toEqual(['unauthorized']),
      );
      expect(started!.statuses[0].error?.message).toContain('/run/token');
      expect(server.requests).toEqual([]);
    });
  });
});
