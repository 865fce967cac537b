import {
  type Message,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** A client certificate and its key, PEM. */
export interface ClientCertificate {
  certificate: string;
  key: string;
}

/** Where an API server is, and as whom the portal reads from it. */
export interface ApiAccess {
  /** https URL; a path in it is kept as a prefix. */
  server: string;
  /** PEM certificates; the system's if not given. */
  ca?: string;
  token?: string;
  clientCertificate?: ClientCertificate;
}

/** Gives the access to one API server as it is at the moment: addresses, CAs and credentials rotate. */
export interface AccessSource {
  /** `https://host:port`, for messages; before it is known, where it is read from. */
  readonly name: string;
  /** Address of the API server; undefined before it is known. */
  readonly server: string | undefined;
  /** What to do if the server does not accept the credential. */
  readonly remedy: Message;
  /**
   * Called for each request, and once more after a 401.
   *
   * @param refused - what the server did not accept: a source that keeps a credential for a while gets another one
   * @throws Error whose message holds no secret
   */
  read(refused?: ApiAccess): Promise<ApiAccess>;
}

/** `https://host:port` of a server, for messages. */
export const originOf = (server: string) => new URL(server).origin;

/** An access that stays as it is. */
export function constantAccess(access: ApiAccess): AccessSource {
  return {
    name: originOf(access.server),
    server: access.server,
    remedy: writeMessage('remedy-renew-token'),
    read: async () => access,
  };
}

/** Whether two of them open the same connections: the token is sent with each request instead. */
export const haveSameConnection = (a: ApiAccess, b: ApiAccess) =>
  a.server === b.server &&
  a.ca === b.ca &&
  a.clientCertificate?.certificate === b.clientCertificate?.certificate &&
  a.clientCertificate?.key === b.clientCertificate?.key;
