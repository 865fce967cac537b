import fc from 'fast-check';
import { eventually } from '../../__testUtils__/eventually';
import {
  answer,
  FakeApiServer,
  status,
  breakOff,
} from '../__testUtils__/FakeApiServer';
import { startReflector } from '../__testUtils__/testReflector';

jest.setTimeout(120_000);

/** What happens to the server, one thing after the other. */
type Step = (server: FakeApiServer) => void;

const fail = (what: 'list' | 'watch', code: number): Step =>
  Object.assign(
    (server: FakeApiServer) =>
      server.script(what, ({ response }) =>
        answer(response, code, status(code)),
      ),
    { toString: () => `fail ${what} ${code}` },
  );
const step = (name: string, run: Step): Step =>
  Object.assign(run, { toString: () => name });

const name = fc.constantFrom(...'abcdefgh');
const change = fc.oneof(
  fc
    .tuple(name, fc.nat(9))
    .map(([n, value]) => step(`put ${n} ${value}`, s => s.put(n, value))),
  name.map(n => step(`delete ${n}`, s => s.delete(n))),
);
const fault = fc.constantFrom(
  step('cut', s => s.cut()),
  step('end', s => s.end()),
  step('compact', s => s.compact()),
  step('advance', s => s.advance()),
  step('bookmark', s => s.bookmark()),
  step('garbage', s => s.write('{"type":\n')),
  step('half a line', s => s.write('{"type":')),
  step('vanish', s => s.script('watch', e => breakOff(e.response))),
  step('garbled list', s =>
    s.script('list', e => answer(e.response, 200, '{')),
  ),
  step('list cut short', s =>
    s.script('list', ({ response }) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('{"items":[');
      setImmediate(() => breakOff(response));
    }),
  ),
  ...[401, 403, 410, 429, 500, 503].flatMap(code => [
    fail('list', code),
    fail('watch', code),
  ]),
);

describe('Reflector, whatever happens', () => {
  it('comes to keep what the server has, and has told each change of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.oneof({ weight: 3, arbitrary: change }, fault),
            fc.constantFrom(0, 0, 0, 1, 15),
          ),
          { maxLength: 40 },
        ),
        async steps => {
          const server = new FakeApiServer();
          await server.listen();
          const started = startReflector(server, {
            timings: {
              slowMs: 4,
              backoff: {
                initialMs: 1,
                maxMs: 8,
                resetAfterMs: 100,
                random: Math.random,
                now: Date.now,
              },
            },
          });
          try {
            for (const [run, pauseMs] of steps) {
              run(server);
              if (pauseMs) await new Promise(r => setTimeout(r, pauseMs));
            }
            // Whoever was left with half a line hears the end of it.
            server.cut();
            await eventually(() =>
              expect(started.content()).toEqual(server.content()),
            );
            await eventually(() => expect(server.watching).toBe(1));
            await eventually(() =>
              expect(started.reflector.status).toEqual({ listed: true }),
            );

            // Each change begins where the last one of its object ended.
            const told = new Map<string, string>();
            for (const line of started.changes) {
              const [key, from, to] = line.split(/[ →]/);
              expect(told.get(key) ?? '-').toBe(from);
              told.set(key, to);
            }
            const left = [...told].filter(([, value]) => value !== '-');
            expect(
              Object.fromEntries(
                left.map(([key, value]) => [key.slice(7), Number(value)]),
              ),
            ).toEqual(server.content());
          } finally {
            await started.stop();
            await server.close();
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
