import type { Readable } from 'node:stream';

/** A request that changes nothing: it may be sent again. */
export interface OutgoingRequest {
  /** With its query. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Sent by POST; without it: GET. */
  body?: string;
}

/** A response whose head has come, over either protocol. */
export interface HttpResponse {
  statusCode: number;
  /** The header of that name. */
  retryAfter?: string;
  /** Chunks are buffers. */
  body: Readable;
  /** Once the body has ended: the error if it was cut off. */
  cut(): Error | undefined;
  /** To be told of the bytes that were read. */
  onRead(bytes: number): void;
}
