import { eventually } from '../../__testUtils__/eventually';
import {
  answer,
  FakeApiServer,
  status,
  breakOff,
} from '../__testUtils__/FakeApiServer';
import { startReflector } from '../__testUtils__/testReflector';

jest.setTimeout(60_000);

describe('Reflector', () => {
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

  it('lists in pages, and watches from the version of the first', async () => {
    for (const name of 'abcdefg') server.put(name, 1);
    start();
    await inStep();
    expect(server.requests).toEqual([
      'list',
      'list 107:c',
      'list 107:f',
      'watch 107',
    ]);
    expect(started!.reflector.status).toEqual({ listed: true });
    expect(started!.reflector.get('argocd/c')).toEqual({ name: 'c', value: 1 });
  });

  it('follows what comes, changes and goes', async () => {
    server.put('a', 1);
    start();
    await inStep();
    server.put('b', 1);
    server.put('a', 2);
    server.delete('b');
    await eventually(() =>
      expect(started!.changes).toEqual([
        'argocd/a -→1',
        'argocd/b -→1',
        'argocd/a 1→2',
        'argocd/b 1→-',
      ]),
    );
    expect(lists()).toBe(1);
  });

  it('keeps the object where a new version says nothing new, from a watch and from a list', async () => {
    for (const name of 'abc') server.put(name, 1);
    start();
    await inStep();
    const kept = new Map(started!.reflector.entries());
    const expectKept = (...names: string[]) => {
      for (const name of names) {
        expect(started!.reflector.get(name)).toBe(kept.get(name));
      }
    };
    server.put('a', 1);
    server.put('b', 2);
    await inStep();
    expect(started!.changes.slice(3)).toEqual(['argocd/b 1→2']);
    expectKept('argocd/a', 'argocd/c');

    server.script('watch', ({ response }) => breakOff(response));
    server.cut();
    server.put('a', 1);
    server.compact();
    await eventually(() => expect(lists()).toBe(2));
    await inStep();
    expect(started!.changes.slice(4)).toEqual([]);
    expectKept('argocd/a', 'argocd/c');
  });

  it('counts lists, bytes, events, restarts, and a relist after 410 Gone', async () => {
    server.put('a', 1);
    start();
    await inStep();
    const size = Buffer.byteLength(
      JSON.stringify(server.object('a', 1, '101')),
    );
    await eventually(() =>
      expect(started!.figures()).toMatchObject({
        kind: 'applications.argoproj.io',
        watches: { listing: 0, watching: 1, waiting: 0 },
        lists: 1,
        relists: {},
        restarts: 0,
        events: 0,
      }),
    );
    expect(started!.figures().bytes).toBeGreaterThan(size);

    server.put('a', 2);
    await inStep();
    expect(started!.figures().events).toBe(1);
    server.end();
    await eventually(() => expect(started!.figures().restarts).toBe(1));
    await inStep();

    server.cut();
    server.advance();
    server.put('b', 1);
    server.compact();
    await eventually(() =>
      expect(started!.figures()).toMatchObject({
        relists: { gone: 1 },
        lists: 2,
        watches: { listing: 0, watching: 1, waiting: 0 },
      }),
    );
    await started!.stop();
    expect(started!.figures().watches).toEqual({
      listing: 0,
      watching: 0,
      waiting: 0,
    });
  });

  it('takes an event that comes twice for one', async () => {
    start();
    await inStep();
    server.put('a', 1);
    const again = { type: 'MODIFIED', object: server.object('a', 1, '101') };
    server.write(`${JSON.stringify(again)}\n`.repeat(2));
    server.put('b', 1);
    await inStep();
    expect(started!.changes).toEqual(['argocd/a -→1', 'argocd/b -→1']);
  });

  it('resumes from a bookmark when nothing else happened', async () => {
    start();
    await inStep();
    server.advance();
    server.bookmark();
    await eventually(() => expect(started!.seen()).toBeGreaterThan(2));
    server.end();
    await eventually(() => expect(server.requests.at(-1)).toBe('watch 110'));
    expect(lists()).toBe(1);
  });

  it('begins a new watch when the time of one is over, without a word', async () => {
    start();
    await inStep();
    server.end();
    await eventually(() => expect(server.requests).toHaveLength(3));
    await inStep();
    expect(started!.errors()).toEqual([]);
  });

  describe('goes on from the last version seen after', () => {
    it.each<[string, () => void]>([
      ['a cut between lines', () => {}],
      ['a cut inside a line', () => server.write('{"type":"MODIFIED","obj')],
      [
        'a cut inside a UTF-8 sequence',
        () => server.write(Buffer.from('{"type":"é').subarray(0, -1)),
      ],
    ])('%s', async (_, say) => {
      server.put('a', 1);
      start();
      await inStep();
      server.put('a', 2);
      await inStep();
      say();
      await new Promise(setImmediate);
      server.cut();
      server.put('b', 1);
      server.delete('a');
      await inStep();
      expect(started!.changes.slice(2)).toEqual([
        'argocd/b -→1',
        'argocd/a 2→-',
      ]);
      expect(lists()).toBe(1);
    });
  });

  it('reads characters that come in two pieces', async () => {
    start();
    await inStep();
    const line = Buffer.from(
      `${JSON.stringify({
        type: 'ADDED',
        object: server.object('grün-日本-😀', 7, '105'),
      })}\n`,
    );
    for (const byte of line) {
      server.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    await eventually(() =>
      expect(started!.content()).toEqual({ 'grün-日本-😀': 7 }),
    );
  });

  describe('lists anew when the version is gone', () => {
    it.each<[string, () => void]>([
      ['as an event', () => {}],
      [
        'as an answer',
        () =>
          server.script('watch', ({ response }) =>
            answer(response, 410, status(410)),
          ),
      ],
    ])('%s, and finds what was deleted meanwhile', async (_, prepare) => {
      for (const name of 'abcd') server.put(name, 1);
      start();
      await inStep();
      prepare();
      // The client is cut off first, so that it misses what follows.
      server.script('watch', ({ response }) => breakOff(response));
      server.cut();
      server.delete('b');
      server.put('d', 2);
      server.compact();
      await inStep();
      expect(started!.changes.slice(4).sort()).toEqual([
        'argocd/b 1→-',
        'argocd/d 1→2',
      ]);
      expect(lists()).toBe(2);
      expect(started!.errors()).not.toContain('gone');
    });
  });

  it('lists in one piece when the token of a page expires, and loses nothing', async () => {
    for (const name of 'abcdefg') server.put(name, 1);
    server.script('list', server.serveList, ({ response }) => {
      expect(started!.content()).toEqual({});
      server.delete('a');
      answer(response, 410, status(410));
    });
    start();
    await inStep();
    expect(server.requests).toEqual([
      'list',
      'list 107:c',
      'list',
      'watch 108',
    ]);
    expect(started!.changes).toHaveLength(6);

    // The same when there is something to lose.
    server.script('list', server.serveList, ({ response }) =>
      answer(response, 410, status(410)),
    );
    server.script('watch', ({ response }) => breakOff(response));
    server.cut();
    server.advance();
    server.compact();
    await eventually(() => expect(lists()).toBe(4));
    await inStep();
    expect(started!.changes).toHaveLength(6);
  });

  it('cuts a watch that has been silent too long', async () => {
    server.put('a', 1);
    start({ timings: { watchSeconds: 0.1, stallMarginMs: -700 } });
    await eventually(() =>
      expect(
        server.requests.filter(r => r.startsWith('watch')).length,
      ).toBeGreaterThan(1),
    );
    expect(started!.statuses.some(s => s.error)).toBe(true);
    const { error } = started!.statuses.find(s => s.error)!;
    expect(error?.message).toMatch(/went silent/);
    expect(started!.content()).toEqual({ a: 1 });
    expect(lists()).toBe(1);
  });

  it('gives up a list to which no answer comes', async () => {
    server.put('a', 1);
    server.script('list', () => {});
    start({ connection: { responseMs: 50 } });
    await inStep();
    expect(started!.statuses[0]).toEqual({
      listed: false,
      error: expect.objectContaining({
        kind: 'unreachable',
        message: `${server.url} did not answer within 0.05 s`,
      }),
    });
  });

  it.each<[string, () => void]>([
    ['lists', () => server.script('list', () => {})],
    ['opens a watch', () => server.script('watch', () => {})],
    [
      'waits',
      () => server.script('list', e => answer(e.response, 403, status(403))),
    ],
    ['watches', () => {}],
  ])('ends while it %s, and says nothing afterwards', async (_, prepare) => {
    server.put('a', 1);
    prepare();
    const { changes, errors, stop } = start();
    await eventually(() => expect(server.requests).not.toEqual([]));
    await stop();
    const said = [...changes, ...errors()];
    server.put('a', 2);
    await new Promise(setImmediate);
    expect([...changes, ...errors()]).toEqual(said);
  });

  it('contains what goes wrong in whoever listens', async () => {
    start();
    await inStep();
    started!.changes.push = () => {
      throw new Error('a fault of our own');
    };
    server.put('a', 1);
    await eventually(() => expect(started!.errors()).toEqual(['garbage']));
    await inStep();
  });
});
