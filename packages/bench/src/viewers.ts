import { Agent, request } from 'node:http';
import { FLEET_ANSWER_SHARE_MS } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { answerCalls } from './calls';

export interface ViewersOptions {
  url: string;
  token: string;
  viewers: number;
  /** What the fleet page requests, relative to the backend's URL. */
  path: string;
}

export interface ViewersResult {
  /** Of each answer, milliseconds from the request to its end. */
  times: number[];
  notModified: number;
  failed: number;
  bytes: number;
  signals: number;
}

// As the page's Refresher has them (plugins/worker-clusters/src/hooks/Refresher.ts).
const MIN_INTERVAL_MS = 1000;
const JITTER_MS = 400;

let result: ViewersResult;
let stopped = false;
let viewers: Viewer[] = [];

/**
 * An open fleet page: one subscription; after a signal one conditional GET of what it shows, at most one a second, and as
 * the page does it: when the backend's answers have the change, and not all pages at the same moment.
 */
class Viewer {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 6 });
  readonly #socket: WebSocket;
  /** Of the last answer, as a browser's cache keeps it. */
  #etag: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #delay = FLEET_ANSWER_SHARE_MS + Math.random() * JITTER_MS;
  #reading = false;
  #started = -Infinity;
  #changed = -Infinity;

  constructor(private readonly options: ViewersOptions) {
    const { url, token } = options;
    // The token travels as the browser's client sends it.
    this.#socket = new WebSocket(
      `${url.replace('http', 'ws')}/api/signals`,
      token,
    );
  }

  async open() {
    await new Promise<void>((resolve, reject) => {
      this.#socket.addEventListener('open', () => resolve());
      this.#socket.addEventListener('error', () =>
        reject(new Error('the subscription to signals was refused')),
      );
    });
    this.#socket.send(
      JSON.stringify({ action: 'subscribe', channel: 'worker-clusters' }),
    );
    this.#socket.addEventListener('message', () => {
      result.signals += 1;
      this.#changed = Date.now();
      if (!this.#reading && !this.#timer) this.#schedule();
    });
    await this.#get();
  }

  close() {
    clearTimeout(this.#timer);
    this.#socket.close();
    this.#agent.destroy();
  }

  #schedule() {
    if (stopped) return;
    const wait = Math.max(
      this.#delay,
      this.#started + MIN_INTERVAL_MS - Date.now(),
    );
    this.#timer = setTimeout(() => this.#read(), wait);
  }

  async #read() {
    this.#timer = undefined;
    this.#reading = true;
    this.#started = Date.now();
    try {
      await this.#get();
    } catch {
      result.failed += 1;
    }
    this.#reading = false;
    // Too early to have the last change.
    if (this.#started < this.#changed + FLEET_ANSWER_SHARE_MS) this.#schedule();
  }

  #get(): Promise<void> {
    const { url, path, token } = this.options;
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const etag = this.#etag;
      const outgoing = request(
        `${url}${path}`,
        {
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${token}`,
            'accept-encoding': 'gzip',
            ...(etag && { 'if-none-match': etag }),
          },
        },
        response => {
          response.on('data', chunk => {
            result.bytes += chunk.length;
          });
          response.on('error', reject);
          response.on('end', () => {
            result.times.push(performance.now() - began);
            if (response.statusCode === 304) result.notModified += 1;
            else if (response.statusCode !== 200) result.failed += 1;
            this.#etag = response.headers.etag;
            resolve();
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
  }
}

const clear = () => {
  result = { times: [], notModified: 0, failed: 0, bytes: 0, signals: 0 };
};

answerCalls({
  async open(options: ViewersOptions) {
    clear();
    stopped = false;
    viewers = [];
    for (let i = 0; i < options.viewers; i++) {
      const viewer = new Viewer(options);
      viewers.push(viewer);
      await viewer.open();
    }
    clear();
  },
  clear,
  close(): ViewersResult {
    stopped = true;
    for (const viewer of viewers) viewer.close();
    return result;
  },
});
