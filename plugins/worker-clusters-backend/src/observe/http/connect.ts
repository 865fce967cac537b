import type { EventEmitter } from 'node:events';
import { isIP, type LookupFunction, connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import {
  connect as connectTls,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';

/** Protocols of HTTP as ALPN names them. */
export type Protocol = 'h2' | 'http/1.1';

export interface ConnectOptions {
  /** `https:`, or `http:` for a server without TLS. */
  url: URL;
  /** Made once for a credential: the trusted CAs are parsed once, not for each connection. */
  secureContext?: SecureContext;
  /** Offered by ALPN, the preferred one first. */
  protocols: Protocol[];
  lookup?: LookupFunction;
  /** For the whole of name resolution, TCP and TLS. */
  timeoutMs: number;
  signal: AbortSignal;
}

export interface Connected {
  socket: Socket | TLSSocket;
  /** The one that the server chose; `http/1.1` if it knows no ALPN. */
  protocol: Protocol;
}

/** An error with a code of node's kind, so that it has words for people. */
export function errorWithCode(code: string): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException = new Error(code);
  error.code = code;
  return error;
}

/** Reason of a signal that nobody reads: without one, each abort makes an exception with its stack. */
export const ENDED = new Error('ended');

/** Without a signal from the network for this long, the operating system probes the peer. */
const TCP_KEEP_ALIVE_MS = 30_000;

/**
 * Opens one connection. The certificate and its name are always verified.
 *
 * @throws Error with `code`: one of node:net, node:dns or node:tls, or ERR_CONNECT_TIMEOUT; the signal's reason.
 */
export function connect(options: ConnectOptions): Promise<Connected> {
  const { url, secureContext, protocols, lookup, timeoutMs, signal } = options;
  signal.throwIfAborted();
  const tls = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const target = {
    host,
    port: Number(url.port) || (tls ? 443 : 80),
    lookup,
    keepAlive: true,
    keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
    noDelay: true,
  };
  const socket = tls
    ? connectTls({
        ...target,
        // An address is no server name (RFC 6066); a name has no dot at its end there.
        servername: isIP(host) ? '' : host.replace(/\.$/, ''),
        secureContext,
        ALPNProtocols: protocols,
        rejectUnauthorized: true,
      })
    : connectTcp(target);
  return untilReady(socket, {
    event: tls ? 'secureConnect' : 'connect',
    timeoutMs,
    signal,
    discard: () => socket.destroy(),
    ready: () => {
      const { alpnProtocol } = socket as TLSSocket;
      return {
        socket,
        protocol: tls && alpnProtocol === 'h2' ? 'h2' : 'http/1.1',
      };
    },
  });
}

/**
 * Waits for the event that says that a socket or session can be used, and returns what `ready` makes of it.
 *
 * @param options.discard - ends what cannot be used
 * @param options.errorOf - what an `error` event counts as; default: its error
 * @throws Error with `code`: of the `error` event, ECONNRESET, or ERR_CONNECT_TIMEOUT; the signal's reason; what `ready` throws
 */
export function untilReady<T>(
  emitter: EventEmitter,
  options: {
    event: string;
    timeoutMs: number;
    signal: AbortSignal;
    ready(): T;
    discard(): void;
    errorOf?(error: Error): Error;
  },
): Promise<T> {
  const { event, timeoutMs, signal, ready, discard, errorOf } = options;
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const fail = (error: unknown) => {
      over.abort(ENDED);
      discard();
      reject(error);
    };
    const onAbort = () => fail(signal.reason);
    const onError = (error: Error) => fail(errorOf?.(error) ?? error);
    const onClose = () => fail(errorWithCode('ECONNRESET'));
    const onReady = () => {
      try {
        const value = ready();
        over.abort(ENDED);
        resolve(value);
      } catch (error) {
        fail(error);
      }
    };
    const timer = setTimeout(
      () => fail(errorWithCode('ERR_CONNECT_TIMEOUT')),
      timeoutMs,
    );
    over.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      emitter.off(event, onReady);
      emitter.off('close', onClose);
      emitter.off('error', onError);
      // What comes later is told by whoever uses it; without a listener it would end the process.
      emitter.on('error', () => {});
    });
    signal.addEventListener('abort', onAbort, { once: true });
    emitter.once('error', onError);
    emitter.once('close', onClose);
    emitter.once(event, onReady);
    // It does not tell of what was before.
    if (signal.aborted) onAbort();
  });
}
