import type {
  ConnectionState,
  ConnectionStatus,
  Message,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { messageOf } from '../../messages';
import {
  type ApiError,
  type ApiErrorKind,
  isSameMessage,
} from '../http/ApiError';
import type { ReflectorStatus } from '../watch/Reflector';

/** After this long without a sound answer a cut connection counts as unreachable. */
const UNREACHABLE_AFTER_MS = 20_000;

/** From the worst: what a person has to mend comes before what mends itself. */
const SEVERITY: ConnectionStatus[] = [
  'paused',
  'unauthorized',
  'unreachable',
  'forbidden',
  'stale',
  'connecting',
  'live',
];

/** Failures that do not pass by themselves: waiting for such a watch would be waiting for ever. */
const LASTING = new Set<ApiErrorKind>([
  'forbidden',
  'notFound',
  'rejected',
  'excessive',
]);

/** Sums up how the watches of one API server stand. */
export class ConnectionTracker {
  readonly #watches = new Map<string, ReflectorStatus>();
  #state: ConnectionState;
  #error: ApiError | undefined;
  /** The server does not answer, whatever its watches say. */
  #silence: ApiError | undefined;
  #lastSeen: number | undefined;
  #failingSince: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    private readonly onChange: () => void,
    private readonly now: () => number = Date.now,
    /** Called whenever a watch says how it stands. */
    private readonly onWatch: () => void = () => {},
  ) {
    this.#state = { status: 'connecting', since: this.#iso(now()) };
  }

  get state(): ConnectionState {
    return {
      ...this.#state,
      ...(this.#lastSeen ? { lastSeen: this.#iso(this.#lastSeen) } : {}),
    };
  }

  /** What the state says; undefined while all is well. */
  get error(): Message | undefined {
    return this.#error;
  }

  /**
   * What keeps the watches from being read, once it is more than a cut of a moment. `lasting`: it does not pass by
   * itself, whatever the rest of the server does.
   */
  get failure(): { error: Message; lasting: boolean } | undefined {
    if (!this.#error) return undefined;
    const lasting = LASTING.has(this.#error.kind);
    return lasting || this.#state.status !== 'stale'
      ? { error: messageOf(this.#error), lasting }
      : undefined;
  }

  /** True once each watch has listed, or cannot until a person mends something. */
  get synced(): boolean {
    return (
      this.#watches.size > 0 &&
      [...this.#watches.values()].every(
        ({ listed, error }) => listed || (error && LASTING.has(error.kind)),
      )
    );
  }

  /** True once each watch has listed. */
  get complete(): boolean {
    return (
      this.#watches.size > 0 &&
      [...this.#watches.values()].every(status => status.listed)
    );
  }

  seen() {
    this.#lastSeen = this.now();
    if (!this.#silence) return;
    this.#silence = undefined;
    this.#update();
  }

  /** The server did not answer; until it is seen again. */
  silent(error: ApiError) {
    this.#silence = error;
    this.#update();
  }

  set(watch: string, status: ReflectorStatus) {
    this.#watches.set(watch, status);
    this.#onSet();
  }

  remove(watch: string) {
    if (this.#watches.delete(watch)) this.#onSet();
  }

  /** Ends it before the watches: that they end is no change of the connection. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #iso(ms: number) {
    return new Date(ms).toISOString();
  }

  #onSet() {
    if (this.#stopped) return;
    this.#update();
    this.onWatch();
  }

  #update() {
    if (this.#stopped) return;
    const all = [...this.#watches.values()];
    if (this.#silence) all.push({ listed: true, error: this.#silence });
    const down = all.some(
      ({ listed, error }) => error && statusOf(error, listed) === 'unreachable',
    );
    if (!down) this.#failingSince = undefined;
    else this.#failingSince ??= this.now();

    const standing = all.map(({ listed, error }) => {
      if (error)
        return { status: this.#soften(statusOf(error, listed)), error };
      return { status: listed ? ('live' as const) : ('connecting' as const) };
    });
    const status =
      SEVERITY.find(s => standing.some(w => w.status === s)) ?? 'connecting';
    const error = standing.find(w => w.status === status && w.error)?.error;
    const before = this.#error;
    this.#error = error;
    clearTimeout(this.#timer);
    if (down) {
      // A cut becomes an outage by the mere passing of time.
      const due = this.#failingSince! + UNREACHABLE_AFTER_MS - this.now();
      if (due > 0) this.#timer = setTimeout(() => this.#update(), due + 10);
      this.#timer?.unref();
    }
    if (status === this.#state.status && isSameMessage(error, before)) {
      return;
    }
    this.#state = {
      status,
      since:
        status === this.#state.status
          ? this.#state.since
          : this.#iso(this.now()),
      ...(error && messageOf(error)),
    };
    this.onChange();
  }

  /** A server that answered a moment ago is not called unreachable at the first cut. */
  #soften(status: ConnectionStatus): ConnectionStatus {
    const recent =
      this.#lastSeen !== undefined &&
      this.#failingSince !== undefined &&
      this.now() - this.#failingSince < UNREACHABLE_AFTER_MS;
    return status === 'unreachable' && recent ? 'stale' : status;
  }
}

function statusOf(error: ApiError, listed: boolean): ConnectionStatus {
  switch (error.kind) {
    case 'unauthorized':
    case 'forbidden':
    case 'paused':
      return error.kind;
    case 'notFound':
    case 'throttled':
    case 'excessive':
      return listed ? 'stale' : 'connecting';
    default:
      return 'unreachable';
  }
}
