import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { writeHeapSnapshot } from 'node:v8';
import { answerCalls } from '../calls';
import { takeMutations } from './mutations';

// Loaded into the backend before it starts: measures it from inside, and changes nothing of it.

/** What the process used since the last `reset`; bytes, milliseconds. */
export interface Usage {
  seconds: number;
  /** Processor time of all threads over time: 100 is one core. */
  cpuPercent: number;
  rss: number;
  /** Highest since the last reset, sampled five times a second. */
  maxRss: number;
  heapUsed: number;
  /** Buffers, and what node estimates that its native objects hold. */
  external: number;
  arrayBuffers: number;
  loopP50: number;
  loopP99: number;
  loopMax: number;
}

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
let began = performance.now();
let cpu = process.cpuUsage();
let maxRss = 0;
setInterval(() => {
  maxRss = Math.max(maxRss, process.memoryUsage.rss());
}, 200).unref();

let session: Session | undefined;
const post = <T>(method: string) =>
  new Promise<T>((resolve, reject) => {
    session!.post(method, (error: Error | null, result: any) =>
      error ? reject(error) : resolve(result),
    );
  });

answerCalls({
  reset() {
    delay.reset();
    began = performance.now();
    cpu = process.cpuUsage();
    maxRss = process.memoryUsage.rss();
  },
  usage(): Usage {
    const milliseconds = performance.now() - began;
    const { user, system } = process.cpuUsage(cpu);
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    return {
      seconds: milliseconds / 1000,
      cpuPercent: (user + system) / 10 / milliseconds,
      rss,
      maxRss: Math.max(maxRss, rss),
      heapUsed,
      external,
      arrayBuffers,
      loopP50: delay.percentile(50) / 1e6,
      loopP99: delay.percentile(99) / 1e6,
      loopMax: delay.max / 1e6,
    };
  },
  /** Processor time of all threads since the process began, milliseconds. */
  processorTime(): number {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  /** What entity providers told the catalog since the last call. */
  takeMutations,
  collectGarbage() {
    globalThis.gc?.();
  },
  /** Writes what is on the heap to a file that Chromium's DevTools open. */
  writeHeap({ file }: { file: string }) {
    writeHeapSnapshot(file);
  },
  async startProfile() {
    session = new Session();
    session.connect();
    await post('Profiler.enable');
    await post('Profiler.start');
  },
  /** Writes the profile to a file that Chromium's DevTools open. */
  async stopProfile({ file }: { file: string }) {
    const { profile } = await post<{ profile: object }>('Profiler.stop');
    session!.disconnect();
    writeFileSync(file, JSON.stringify(profile));
  },
});
