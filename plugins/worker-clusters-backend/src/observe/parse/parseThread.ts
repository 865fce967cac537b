import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import {
  decode,
  type DecodedEvent,
  type DecodedPage,
  type DecodeJob,
  type Defect,
  DefectError,
} from './decode';

/** This file: `ParsePool` starts its threads from it, in `src` and in `dist`. */
export const THREAD_FILE = __filename;

/** Tells the threads of this file from those of others who happen to load it. */
export const THREAD_MARK = 'worker-clusters/parse';

/** What a thread is sent. */
export interface ThreadJob extends DecodeJob {
  bytes: Uint8Array<ArrayBuffer>;
}

/** What a thread says once, when it is loaded. */
export const THREAD_READY = 'ready';

/** What a thread answers. */
export interface ThreadAnswer {
  result?: DecodedPage | DecodedEvent;
  defect?: Defect;
  /** Anything else that was thrown. */
  failure?: string;
  ms: number;
}

function answer({ bytes, ...job }: ThreadJob): Omit<ThreadAnswer, 'ms'> {
  try {
    return { result: decode(bytes, job) };
  } catch (error) {
    return error instanceof DefectError
      ? { defect: error.defect }
      : { failure: String((error as Error)?.message) };
  }
}

if (!isMainThread && workerData === THREAD_MARK) {
  parentPort!.on('message', (job: ThreadJob) => {
    const began = performance.now();
    const found = answer(job);
    const done: ThreadAnswer = { ...found, ms: performance.now() - began };
    parentPort!.postMessage(done);
  });
  parentPort!.postMessage(THREAD_READY);
}
