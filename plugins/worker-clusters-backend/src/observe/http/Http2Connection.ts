import {
  type ClientHttp2Session,
  connect as connectHttp2,
  constants,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { HttpResponse, OutgoingRequest } from './HttpResponse';
import { errorWithCode, untilReady } from './connect';

/**
 * What a server may have in flight on a stream before it is read. A stream that is not read holds this much and no
 * more, and holds up no other stream: node counts the connection's window as read at once.
 */
const STREAM_WINDOW_BYTES = 256 * 1024;
const CONNECTION_WINDOW_BYTES = 1024 * 1024;

/** A connection without a request is closed after this long. */
const IDLE_MS = 30_000;
/** After a GOAWAY, streams have this long to end; then they go on over another connection. */
const DRAIN_MS = 30_000;

/** Interim responses (1xx) to one request: none is expected. */
const MAX_INTERIM = 8;

/** The frames that carry no response are counted over this long … */
const OVERHEAD_WINDOW_MS = 10_000;
/** … and may be this many bytes more than the responses: some 100,000 PINGs. */
const MAX_OVERHEAD_BYTES = 2 * 1024 * 1024;

/**
 * Limits against a server that sends frames without end; the others are node's and nghttp2's own: 32 settings a frame,
 * 10 MiB of memory a session, 1000 unsent acknowledgements, 8 CONTINUATION frames.
 */
const LIMITS = {
  settings: {
    enablePush: false,
    initialWindowSize: STREAM_WINDOW_BYTES,
    maxHeaderListSize: 64 * 1024,
    // A page in fewer pieces: a quarter less CPU.
    maxFrameSize: 64 * 1024,
  },
  maxHeaderListPairs: 128,
  maxReservedRemoteStreams: 0,
  maxSessionInvalidFrames: 32,
  maxSessionRejectedStreams: 32,
};

/** One HTTP/2 connection: requests are streams on it, as many at a time as the server allows. */
export class Http2Connection {
  #active = 0;
  #draining = false;
  #idle: NodeJS.Timeout | undefined;
  #drain: NodeJS.Timeout | undefined;
  readonly #meter: NodeJS.Timeout;
  /** Bytes of bodies that were read. */
  #delivered = 0;
  /** Why the connection was ended by this side. */
  #reason: Error | undefined;

  /**
   * Speaks HTTP/2 on a connected socket. Resolves once the server's SETTINGS have come, which are the first that it
   * sends: only then is it known how many streams it allows.
   *
   * @param onFree - a stream ended, or the connection
   */
  static open(
    socket: Socket,
    options: {
      url: URL;
      timeoutMs: number;
      signal: AbortSignal;
      onFree(): void;
    },
  ): Promise<Http2Connection> {
    const { url, timeoutMs, signal, onFree } = options;
    const session = connectHttp2(url.origin, {
      ...LIMITS,
      createConnection: () => socket,
    });
    return untilReady(session, {
      event: 'remoteSettings',
      timeoutMs,
      signal,
      errorOf: () => errorWithCode('ERR_NOT_HTTP'),
      discard: () => {
        session.destroy();
        socket.destroy();
      },
      ready: () => {
        if (!session.remoteSettings.maxConcurrentStreams) {
          throw errorWithCode('ERR_NO_STREAMS');
        }
        session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
        return new Http2Connection(session, socket, onFree);
      },
    });
  }

  private constructor(
    private readonly session: ClientHttp2Session,
    socket: Socket,
    private readonly onFree: () => void,
  ) {
    session.on('remoteSettings', () => onFree());
    session.on('goaway', () => this.#onGoaway());
    session.on('close', () => {
      clearTimeout(this.#idle);
      clearTimeout(this.#drain);
      clearInterval(this.#meter);
      socket.destroy();
      onFree();
    });
    let before = socket.bytesRead;
    this.#meter = setInterval(() => {
      const overhead = socket.bytesRead - before - 2 * this.#delivered;
      before = socket.bytesRead;
      this.#delivered = 0;
      const unread = this.#active * STREAM_WINDOW_BYTES;
      if (overhead > MAX_OVERHEAD_BYTES + unread) {
        this.destroy(errorWithCode('ERR_HTTP2_OVERHEAD'));
      }
    }, OVERHEAD_WINDOW_MS).unref();
    this.#rest();
  }

  /** Whether it is at its end. */
  get closed(): boolean {
    return this.session.destroyed;
  }

  /** How many more requests it takes at this moment. */
  get free(): number {
    const { closed, destroyed, remoteSettings } = this.session;
    if (this.#draining || closed || destroyed) return 0;
    const most = remoteSettings.maxConcurrentStreams ?? Infinity;
    return Math.max(0, most - this.#active);
  }

  /**
   * Sends a request. The signal holds until the body has been read: what is cut off by it fails with its reason.
   *
   * @throws Error with `code`
   */
  async request(
    { path, headers, body }: OutgoingRequest,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    signal.throwIfAborted();
    const stream = this.session.request(
      {
        ':method': body === undefined ? 'GET' : 'POST',
        ':path': path,
        ...headers,
      },
      { endStream: body === undefined },
    );
    if (body !== undefined) stream.end(body);
    this.#active += 1;
    clearTimeout(this.#idle);
    return new Promise((resolve, reject) => {
      let interim = 0;
      const cancel = (reason: Error) => {
        reject(reason);
        stream.close(constants.NGHTTP2_CANCEL);
        stream.destroy(reason);
      };
      const onAbort = () => cancel(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      // The close that follows rejects.
      stream.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ERR_HTTP2_ERROR') reject(error);
      });
      stream.on('close', () => {
        signal.removeEventListener('abort', onAbort);
        this.#active -= 1;
        reject(this.#reason ?? cutBy(stream.rstCode));
        this.#rest();
        this.onFree();
      });
      stream.on('headers', () => {
        interim += 1;
        if (interim > MAX_INTERIM) cancel(errorWithCode('ERR_NOT_HTTP'));
      });
      stream.once('response', head => {
        resolve({
          statusCode: Number(head[':status']),
          retryAfter: head['retry-after'],
          body: stream,
          // A stream that is reset, and one whose connection ends, ends as a whole one does.
          cut: () =>
            this.#reason ??
            (stream.rstCode === constants.NGHTTP2_NO_ERROR
              ? undefined
              : cutBy(stream.rstCode)),
          onRead: bytes => {
            this.#delivered += bytes;
          },
        });
      });
    });
  }

  /** Ends the connection and all requests on it at once. */
  destroy(reason: Error) {
    this.#reason ??= reason;
    this.session.destroy(reason);
  }

  #onGoaway() {
    this.#draining = true;
    this.#drain ??= setTimeout(
      () => this.destroy(errorWithCode('ECONNRESET')),
      DRAIN_MS,
    ).unref();
    this.#rest();
    this.onFree();
  }

  /** Without a request, the connection is closed: at once if it takes no more, or after a while. */
  #rest() {
    clearTimeout(this.#idle);
    if (this.#active > 0 || this.session.destroyed) return;
    if (this.#draining) {
      this.session.destroy();
      return;
    }
    this.#idle = setTimeout(() => this.session.destroy(), IDLE_MS).unref();
  }
}

function cutBy(code: number | undefined) {
  switch (code) {
    case constants.NGHTTP2_REFUSED_STREAM:
    case constants.NGHTTP2_ENHANCE_YOUR_CALM:
      return errorWithCode('ERR_REFUSED_STREAM');
    case constants.NGHTTP2_PROTOCOL_ERROR:
      return errorWithCode('ERR_HTTP2_ERROR');
    default:
      return errorWithCode('ECONNRESET');
  }
}
