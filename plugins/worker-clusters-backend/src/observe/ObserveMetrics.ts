import type { ApiError, ApiErrorKind } from './http/ApiError';
import type { ResourcePath } from './watch/ResourcePath';

/** An API server, as metrics and the log name it. */
export interface ServerIdentity {
  managementCluster: string;
  /** `<namespace>/<name>` of the claim, for a worker cluster. */
  worker?: string;
}

/**
 * What figures are told apart by: no label names a worker cluster, so that a thousand of them have as many series as one.
 * The debug log names the cluster.
 */
export interface WatchLabels {
  managementCluster: string;
  role: 'management' | 'worker';
  /** `<plural>.<group>`, for example `applications.argoproj.io`. */
  kind: string;
}

/** What a watch does: reads a list, waits for events, or waits before its next attempt. */
export type WatchPhase = 'listing' | 'watching' | 'waiting';

/** Counts since the start of the process, and what is going on now, of all watches with the same labels. */
export interface WatchFigures extends WatchLabels {
  watches: Record<WatchPhase, number>;
  lists: number;
  /** Lists that were read although the collection had been listed before, by the reason. */
  relists: Partial<Record<ApiErrorKind, number>>;
  /** Watches that were opened after the first one: its time was over, or it was cut. */
  restarts: number;
  events: number;
  /** Received in lists and watches, decompressed. */
  bytes: number;
  errors: Partial<Record<ApiErrorKind, number>>;
}

type Log = (line: string) => void;

type Collection = Pick<ResourcePath, 'group' | 'plural' | 'fieldSelector'>;

const kindOf = ({ group, plural }: Collection) =>
  group ? `${plural}.${group}` : plural;

const increase = <K extends string>(
  counts: Partial<Record<K, number>>,
  key: K,
) => {
  counts[key] = (counts[key] ?? 0) + 1;
};

/** Records what one watch does. */
export class WatchRecorder {
  #phase: WatchPhase | undefined;
  #listed = false;
  #opened = false;
  #lastError: ApiErrorKind | undefined;
  #began = 0;
  #bytes = 0;
  #events = 0;

  constructor(
    private readonly figures: WatchFigures,
    private readonly log: Log,
  ) {}

  listBegan() {
    if (this.#listed) increase(this.figures.relists, this.#lastError ?? 'gone');
    this.#begin('listing');
    this.log(
      this.#listed
        ? `lists again (${this.#lastError ?? 'gone'})`
        : 'lists for the first time',
    );
  }

  listEnded(objects: number) {
    this.#listed = true;
    this.figures.lists += 1;
    this.log(`listed ${objects} objects, ${this.#summary()}`);
  }

  /** A watch was accepted. */
  opened() {
    if (this.#opened) this.figures.restarts += 1;
    this.#opened = true;
    this.#begin('watching');
    this.log('watch opened');
  }

  /** An event came. */
  event() {
    this.figures.events += 1;
    this.#events += 1;
  }

  /** So many bytes of an answer came. */
  received(bytes: number) {
    this.figures.bytes += bytes;
    this.#bytes += bytes;
  }

  /** The server ended the watch, as it does when its time is over. */
  closed() {
    this.log(`watch closed after ${this.#events} events, ${this.#summary()}`);
  }

  /** Nothing is tried for so long. */
  failed(error: ApiError, pauseMs: number) {
    // A version that is gone is expected after a compaction: a relist, and no error.
    if (error.kind !== 'gone') increase(this.figures.errors, error.kind);
    this.#lastError = error.kind;
    this.#setPhase('waiting');
    this.log(
      `${error.kind}: ${error.message}; next attempt in ${(
        pauseMs / 1000
      ).toFixed(1)} s`,
    );
  }

  stopped() {
    this.#setPhase(undefined);
    this.log('stopped');
  }

  #begin(phase: WatchPhase) {
    this.#setPhase(phase);
    this.#began = Date.now();
    this.#bytes = 0;
    this.#events = 0;
  }

  #setPhase(phase: WatchPhase | undefined) {
    const { watches } = this.figures;
    if (this.#phase) watches[this.#phase] -= 1;
    if (phase) watches[phase] += 1;
    this.#phase = phase;
  }

  #summary() {
    const seconds = (Date.now() - this.#began) / 1000;
    return `${this.#bytes} bytes in ${seconds.toFixed(1)} s`;
  }
}

/** Makes recorders for the watches of one server. */
export interface ServerMetrics {
  watch(collection: Collection): WatchRecorder;
}

/** Counts what the watches of all API servers do, and writes it to the debug log. */
export class ObserveMetrics {
  readonly #figures = new Map<string, WatchFigures>();

  /** @param debug - takes a line of the debug log */
  constructor(private readonly debug: Log = () => {}) {}

  forServer({ managementCluster, worker }: ServerIdentity): ServerMetrics {
    const subject = worker
      ? `Worker cluster ${managementCluster}/${worker}`
      : `Management cluster ${managementCluster}`;
    return {
      watch: collection => {
        const kind = kindOf(collection);
        const { fieldSelector } = collection;
        const what = fieldSelector ? `${kind} (${fieldSelector})` : kind;
        return new WatchRecorder(
          this.#figuresOf({
            managementCluster,
            role: worker ? 'worker' : 'management',
            kind,
          }),
          text => this.debug(`${subject}: ${what}: ${text}`),
        );
      },
    };
  }

  figures(): WatchFigures[] {
    return [...this.#figures.values()];
  }

  #figuresOf(labels: WatchLabels): WatchFigures {
    const key = `${labels.managementCluster} ${labels.role} ${labels.kind}`;
    let figures = this.#figures.get(key);
    if (!figures) {
      figures = {
        ...labels,
        watches: { listing: 0, watching: 0, waiting: 0 },
        lists: 0,
        relists: {},
        restarts: 0,
        events: 0,
        bytes: 0,
        errors: {},
      };
      this.#figures.set(key, figures);
    }
    return figures;
  }
}
