import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ApiError, type MessageText } from '../http/ApiError';
import {
  decode,
  type DecodedEvent,
  type DecodedPage,
  type DecodeJob,
  type Defect,
  DefectError,
} from './decode';
import type { ClaimColumn } from '../transform/claimColumns';
import { ParseOverrunError, type ParsePool } from './ParsePool';

/** Up to this size an answer of any shape is parsed in about a millisecond, which is less than a thread costs. */
const INLINE_BYTES = 32 * 1024;

const DEFECTS = {
  'not JSON': 'defect-not-json',
  'not a list': 'defect-not-list',
  'another kind': 'defect-other-kind',
  'an object without name or version': 'defect-no-name',
  'not a watch event': 'defect-no-event',
  'of a shape no object has': 'defect-shape',
} as const satisfies Record<Defect, string>;

/** Parses the answers of one API server: small ones at once, large ones in the threads of the pool. */
export class Parser {
  constructor(
    private readonly options: {
      pool: ParsePool;
      /** Name of the server, for messages and as the one who takes turns with others. */
      server: string;
      /** Columns of the claims that it has. */
      columns?: readonly ClaimColumn[];
      /** Time that an answer took to parse, milliseconds. */
      onTime?(ms: number): void;
    },
  ) {}

  /**
   * @param bytes - in memory of their own, which is handed over to a thread
   * @throws ApiError `garbage`; `excessive` if parsing took too much time or memory
   */
  async page(
    bytes: Uint8Array<ArrayBuffer>,
    what: MessageText,
    job: Omit<DecodeJob, 'kind'>,
  ): Promise<DecodedPage> {
    const found = await this.#decode(bytes, what, { ...job, kind: 'page' });
    return found as DecodedPage;
  }

  /**
   * @param line - stays as it is
   * @throws ApiError, as for a page
   */
  async event(
    line: Buffer<ArrayBuffer>,
    what: MessageText,
    job: Omit<DecodeJob, 'kind'>,
  ): Promise<DecodedEvent> {
    // A line may be a part of a chunk with others.
    const bytes = line.length > INLINE_BYTES ? new Uint8Array(line) : line;
    const found = await this.#decode(bytes, what, { ...job, kind: 'event' });
    return found as DecodedEvent;
  }

  async #decode(
    bytes: Uint8Array<ArrayBuffer>,
    what: MessageText,
    wanted: DecodeJob,
  ): Promise<DecodedPage | DecodedEvent> {
    const { pool, server, onTime, columns } = this.options;
    const job = columns?.length ? { ...wanted, columns } : wanted;
    try {
      if (bytes.length <= INLINE_BYTES) {
        const began = performance.now();
        const found = decode(bytes, job);
        onTime?.(performance.now() - began);
        return found;
      }
      const { decoded, ms } = await pool.run(server, bytes, job);
      onTime?.(ms);
      return decoded;
    } catch (error) {
      if (error instanceof DefectError) {
        throw new ApiError(
          'garbage',
          writeMessage(DEFECTS[error.defect], { server, what }),
        );
      }
      if (error instanceof ParseOverrunError) {
        throw new ApiError(
          'excessive',
          error.seconds === undefined
            ? writeMessage('excess-parse-memory', { server, what })
            : writeMessage('excess-parse-time', {
                server,
                what,
                seconds: error.seconds,
              }),
        );
      }
      throw error;
    }
  }
}
