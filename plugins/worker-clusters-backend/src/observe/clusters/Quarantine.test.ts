import { Budget } from '../budget/Budget';
import { ApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';
import { DEFAULT_TIMINGS } from '../watch/Reflector';
import { Quarantine } from './Quarantine';

const MINUTE = 60_000;

describe('Quarantine', () => {
  beforeEach(() =>
    jest.useFakeTimers({ now: Date.parse('2026-01-01T14:00:00Z') }),
  );
  afterEach(() => jest.useRealTimers());

  function start() {
    const log: string[] = [];
    const quarantine = new Quarantine({
      client: {
        name: 'https://s',
        cutStreams: () => log.push('cut'),
      } as unknown as ApiServerClient,
      budget: new Budget(),
      parts: [
        {
          suspend: async error => {
            log.push(`suspend: ${error.kind}: ${error.message}`);
          },
          resume: error => log.push(`resume: ${error.message}`),
        },
      ],
      backoff: {
        ...DEFAULT_TIMINGS.quarantine,
        random: () => 0,
        now: Date.now,
      },
    });
    const enter = () =>
      quarantine.enter(
        new ApiError('excessive', {
          message: 'https://s: sends too much',
          messageCode: { code: 'test' },
        }),
      );
    return { quarantine, log, enter };
  }

  it('suspends at once, says until when, and resumes then', async () => {
    const { quarantine, log, enter } = start();
    await enter();
    expect(log.splice(0)).toEqual([
      'cut',
      'suspend: paused: https://s: sends too much; paused until 14:01 UTC. The state shown is from before.',
    ]);
    expect(quarantine.active).toBe(true);
    jest.advanceTimersByTime(MINUTE - 1);
    expect(log).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(log).toEqual(['resume: https://s: being read again after a pause']);
    expect(quarantine.active).toBe(false);
  });

  it('doubles up to half an hour, and begins anew after a calm one', async () => {
    const { quarantine, enter } = start();
    const pauseMinutes = async () => {
      await enter();
      let minutes = 0;
      for (; quarantine.active; minutes++) jest.advanceTimersByTime(MINUTE);
      return minutes;
    };
    const pauses: number[] = [];
    for (let i = 0; i < 7; i++) pauses.push(await pauseMinutes());
    // Half of the longest, without jitter.
    expect(pauses).toEqual([1, 2, 4, 8, 15, 15, 15]);
    jest.advanceTimersByTime(61 * MINUTE);
    expect(await pauseMinutes()).toBe(1);
  });

  it('is entered once, however many watches overrun', async () => {
    const { log, enter } = start();
    await Promise.all([enter(), enter()]);
    expect(log.filter(line => line.startsWith('suspend'))).toHaveLength(1);
  });

  it('resumes nothing after it was stopped', async () => {
    const { quarantine, log, enter } = start();
    await enter();
    quarantine.stop();
    jest.advanceTimersByTime(60 * MINUTE);
    expect(log.filter(line => line.startsWith('resume'))).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
