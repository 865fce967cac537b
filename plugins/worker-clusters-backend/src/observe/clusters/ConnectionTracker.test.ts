import { ApiError, type ApiErrorKind } from '../http/ApiError';
import { ConnectionTracker } from './ConnectionTracker';

const failed = (kind: ApiErrorKind, listed = true) => ({
  listed,
  error: new ApiError(kind, {
    message: `it is ${kind}`,
    messageCode: { code: 'test' },
  }),
});
const LIVE = { listed: true };

describe('ConnectionTracker', () => {
  let changes: string[];
  let tracker: ConnectionTracker;
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') });
    changes = [];
    tracker = new ConnectionTracker(() => {
      const { status, message } = tracker.state;
      changes.push(message ? `${status}: ${message}` : status);
    });
  });
  afterEach(() => {
    tracker.stop();
    jest.useRealTimers();
  });

  it('is live once every watch is', () => {
    expect(tracker.state).toEqual({
      status: 'connecting',
      since: '2026-01-01T00:00:00.000Z',
    });
    expect(tracker.complete).toBe(false);
    tracker.set('a', { listed: false });
    tracker.set('b', { listed: false });
    tracker.set('a', LIVE);
    expect(tracker.state.status).toBe('connecting');
    expect(tracker.complete).toBe(false);
    jest.advanceTimersByTime(1000);
    tracker.seen();
    tracker.set('b', LIVE);
    expect(tracker.state).toEqual({
      status: 'live',
      since: '2026-01-01T00:00:01.000Z',
      lastSeen: '2026-01-01T00:00:01.000Z',
    });
    expect(tracker.complete).toBe(true);
    expect(changes).toEqual(['live']);
  });

  it.each<[ApiErrorKind, string, string]>([
    ['unauthorized', 'unauthorized', 'unauthorized'],
    ['forbidden', 'forbidden', 'forbidden'],
    ['throttled', 'stale', 'connecting'],
    ['excessive', 'stale', 'connecting'],
    ['notFound', 'stale', 'connecting'],
    ['unreachable', 'unreachable', 'unreachable'],
    ['garbage', 'unreachable', 'unreachable'],
    ['rejected', 'unreachable', 'unreachable'],
  ])(
    'after %s is %s, or %s if nothing was listed yet',
    (kind, later, first) => {
      tracker.set('a', failed(kind, true));
      expect(tracker.state).toMatchObject({
        status: later,
        message: `it is ${kind}`,
      });
      tracker.set('a', failed(kind, false));
      expect(tracker.state.status).toBe(first);
    },
  );

  it.each<[ApiErrorKind, boolean]>([
    ['forbidden', true],
    ['notFound', true],
    ['rejected', true],
    ['excessive', true],
    ['unreachable', false],
    ['unauthorized', false],
    ['throttled', false],
    ['garbage', false],
  ])('waits for a watch that was %s: synced is %s', (kind, synced) => {
    expect(tracker.synced).toBe(false);
    tracker.set('a', LIVE);
    expect(tracker.synced).toBe(true);
    tracker.set('b', failed(kind, false));
    expect(tracker.synced).toBe(synced);
    tracker.set('b', failed(kind, true));
    expect(tracker.synced).toBe(true);
  });

  it('shows the worst, with its message', () => {
    tracker.set('a', LIVE);
    tracker.set('b', failed('throttled'));
    tracker.set('c', failed('forbidden'));
    tracker.set('d', failed('unauthorized'));
    expect(tracker.state.status).toBe('unauthorized');
    tracker.remove('d');
    expect(tracker.state.message).toBe('it is forbidden');
    tracker.set('c', LIVE);
    expect(tracker.state.message).toBe('it is throttled');
    tracker.set('b', LIVE);
    expect(tracker.state.message).toBeUndefined();
  });

  it('calls a server that answered a moment ago stale, and unreachable when that lasts', () => {
    tracker.set('a', LIVE);
    tracker.seen();
    tracker.set('a', failed('unreachable'));
    tracker.set('a', failed('unreachable'));
    expect(changes).toEqual(['live', 'stale: it is unreachable']);
    jest.advanceTimersByTime(19_000);
    expect(tracker.state.status).toBe('stale');
    jest.advanceTimersByTime(2000);
    expect(changes.slice(2)).toEqual(['unreachable: it is unreachable']);
    tracker.set('a', LIVE);
    tracker.set('a', failed('unreachable'));
    expect(tracker.state.status).toBe('stale');
  });

  it('keeps since while the status stays, and the message may change', () => {
    tracker.set('a', failed('forbidden'));
    const { since } = tracker.state;
    jest.advanceTimersByTime(5000);
    tracker.set('a', {
      listed: true,
      error: new ApiError('forbidden', {
        message: 'another right',
        messageCode: { code: 'test' },
      }),
    });
    expect(tracker.state).toMatchObject({ since, message: 'another right' });
    tracker.set('a', LIVE);
    expect(tracker.state.since).not.toBe(since);
  });

  it('holds no timer once it is stopped', () => {
    tracker.seen();
    tracker.set('a', failed('unreachable'));
    tracker.stop();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('takes the end of the watches for no change once it is stopped', () => {
    const onWatch = jest.fn();
    tracker = new ConnectionTracker(() => changes.push('x'), Date.now, onWatch);
    tracker.seen();
    tracker.set('a', LIVE);
    tracker.set('b', failed('unreachable'));
    tracker.silent(failed('unreachable').error);
    changes.length = 0;
    onWatch.mockClear();
    tracker.stop();
    tracker.remove('a');
    tracker.remove('b');
    tracker.seen();
    jest.advanceTimersByTime(60_000);
    expect(changes).toEqual([]);
    expect(onWatch).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('has the code of the message, and changes with its values alone', () => {
    const error = (what: string) =>
      new ApiError('forbidden', {
        message: 'The same text.',
        messageCode: { code: 'response-forbidden', values: { what } },
      });
    tracker.set('a', { listed: true, error: error('a') });
    tracker.set('a', { listed: true, error: error('a') });
    expect(changes).toHaveLength(1);
    expect(tracker.state).toMatchObject({
      message: 'The same text.',
      messageCode: { values: { what: 'a' } },
    });
    tracker.set('a', { listed: true, error: error('b') });
    expect(changes).toHaveLength(2);
    expect(tracker.state.messageCode!.values).toEqual({ what: 'b' });
    expect(tracker.failure).toEqual({
      error: {
        message: 'The same text.',
        messageCode: { code: 'response-forbidden', values: { what: 'b' } },
      },
      lasting: true,
    });
    tracker.set('a', LIVE);
    expect(tracker.state).not.toHaveProperty('messageCode');
  });
});
