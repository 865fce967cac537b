import type { LookupFunction } from 'node:net';
import { createSecureContext } from 'node:tls';
import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { type ApiAccess, haveSameConnection } from './ApiAccess';
import { ApiError } from './ApiError';
import { Connections } from './Connections';

/** The connections that an API server is reached over at the moment. Another address, CA or client certificate gets new ones. */
export class CurrentConnections {
  #current: { access: ApiAccess; connections: Connections } | undefined;
  /** What is under way over them ends as it would have; they are closed when they are idle. */
  #before: Connections | undefined;
  #closed: Error | undefined;

  constructor(
    private readonly options: {
      lookup?: LookupFunction;
      connectMs: number;
      connections: number | null;
    },
  ) {}

  /**
   * The connections for an access.
   *
   * @throws Error if TLS cannot use its certificates; the reason of {@link close}
   */
  for(access: ApiAccess): Connections {
    if (this.#closed) throw this.#closed;
    if (this.#current && haveSameConnection(this.#current.access, access)) {
      return this.#current.connections;
    }
    const url = new URL(access.server);
    const { certificate: cert, key } = access.clientCertificate ?? {};
    const connections = new Connections({
      ...this.options,
      url,
      secureContext:
        url.protocol === 'https:'
          ? createSecureContext({ ca: access.ca, cert, key })
          : undefined,
    });
    this.#before?.close(
      new ApiError(
        'unreachable',
        writeMessage('connection-replaced', { server: url.origin }),
      ),
    );
    this.#before = this.#current?.connections;
    this.#current = { access, connections };
    return connections;
  }

  /** Drops every connection, so that the next request opens one. */
  drop(reason: Error) {
    this.#before?.drop(reason);
    this.#current?.connections.drop(reason);
  }

  /** Ends everything at once, for good. */
  close(reason: Error) {
    this.#closed = reason;
    this.#before?.close(reason);
    this.#current?.connections.close(reason);
  }
}
