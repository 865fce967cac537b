import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import {
  type CertificateAuthority,
  createCertificateAuthority,
} from '@worker-clusters/sandbox';

const HEADER_LENGTH = 9;
const PREFACE_LENGTH = 24;

/** Types of frames, RFC 9113, 6. */
const DATA = 0;
export const HEADERS = 1;
export const RST_STREAM = 3;
export const SETTINGS = 4;
export const PING = 6;
export const GOAWAY = 7;
export const CONTINUATION = 9;

export const END_STREAM = 1;
const ACK = 1;
export const END_HEADERS = 4;

/** In the static table of HPACK: `:status: 200`. */
export const STATUS_200 = Buffer.from([0x88]);

export const frame = (
  type: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer => {
  const header = Buffer.alloc(HEADER_LENGTH);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
};

export const uint32 = (...values: number[]): Buffer => {
  const buffer = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => buffer.writeUInt32BE(value, 4 * i));
  return buffer;
};

/** A setting in a SETTINGS frame. */
export const setting = (id: number, value: number): Buffer => {
  const buffer = Buffer.alloc(6);
  buffer.writeUInt16BE(id, 0);
  buffer.writeUInt32BE(value, 2);
  return buffer;
};

/** A request, as a script of the server sees it. */
export interface RawRequest {
  stream: number;
  socket: TLSSocket;
  /** Sends a frame on the request's stream. */
  send(type: number, flags: number, payload?: Buffer): void;
  /** Sends the head of an answer, 200. */
  head(): void;
  data(text: string | Buffer, flags?: number): void;
}

/** A TLS server that negotiates HTTP/2 and then sends whatever frames a test likes, sound or not. */
export class RawHttp2Server {
  readonly #sockets = new Set<TLSSocket>();
  readonly requests: RawRequest[] = [];
  /** Connections that were made. */
  connections = 0;
  /** What it sends as soon as it is connected to; without it, it sends nothing at all by itself. */
  greeting: Buffer | undefined = frame(SETTINGS, 0, 0);
  onRequest: (request: RawRequest) => void = () => {};

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly ca: string,
  ) {
    server.on('secureConnection', socket => this.#serve(socket));
  }

  static async start(
    authority?: CertificateAuthority,
  ): Promise<RawHttp2Server> {
    const ca = authority ?? (await createCertificateAuthority());
    const { certificate: cert, key } = await ca.issue(['127.0.0.1']);
    const server = createServer({ cert, key, ALPNProtocols: ['h2'] });
    await new Promise<void>(done => {
      server.listen(0, '127.0.0.1', done);
    });
    return new RawHttp2Server(server, ca.certificate);
  }

  get url() {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Open ones. */
  get sockets(): TLSSocket[] {
    return [...this.#sockets];
  }

  async close() {
    const closed = new Promise(done => this.server.close(done));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(socket: TLSSocket) {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    if (this.greeting) socket.write(this.greeting);
    let received = Buffer.alloc(0);
    let greeted = false;
    socket.on('data', data => {
      received = Buffer.concat([received, data]);
      if (!greeted) {
        if (received.length < PREFACE_LENGTH) return;
        received = received.subarray(PREFACE_LENGTH);
        greeted = true;
      }
      while (received.length >= HEADER_LENGTH) {
        const length = HEADER_LENGTH + received.readUIntBE(0, 3);
        if (received.length < length) return;
        const [type, flags] = [received[3], received[4]];
        const stream = received.readUInt32BE(5);
        received = received.subarray(length);
        if (type === SETTINGS && flags !== ACK) {
          if (this.greeting) socket.write(frame(SETTINGS, ACK, 0));
        } else if (type === HEADERS) {
          this.#onHeaders(stream, socket);
        }
      }
    });
  }

  #onHeaders(stream: number, socket: TLSSocket) {
    const send: RawRequest['send'] = (type, flags, payload) =>
      socket.write(frame(type, flags, stream, payload));
    const request: RawRequest = {
      stream,
      socket,
      send,
      head: () => send(HEADERS, END_HEADERS, STATUS_200),
      data: (text, flags = 0) => send(DATA, flags, Buffer.from(text)),
    };
    this.requests.push(request);
    this.onRequest(request);
  }
}
