import { createHash } from 'node:crypto';
import {
  type ClusterRef,
  type IsolationScope,
  parseClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  evaluateIsolation,
  inputOfCluster,
  inputOfManagement,
  type IsolationResult,
  type IsolationSettings,
} from '../derive';
import type { FleetObserver } from '../observe/types';
import type { WorkQueue } from '../queue';
import type { Member, Membership } from '../replicas/types';
import type { FleetStore, WriteResult } from '../store/types';
import type { FaultLog } from './FaultLog';
import { Slice } from './Slice';

/** Findings are of the kind that somebody mends in hours: they cost little where a lot changes. */
const INTERVAL_MS = 2000;
const MAX_BATCH = 200;
/** Credentials age although nothing changes, and what stands is touched this seldom. */
const AGAIN_MS = 60 * 60_000;
const SUBJECT = 'Writing the isolation findings';

export interface IsolationReconcilerOptions {
  observer: Pick<
    FleetObserver,
    'getCluster' | 'listManagementClusters' | 'subscribe'
  >;
  store: Pick<FleetStore, 'findings'>;
  membership: Membership;
  queue: Pick<WorkQueue<'isolation'>, 'add' | 'addAfter' | 'process'>;
  faults: FaultLog;
  settings: IsolationSettings;
  /** Told after each write that changed something. */
  onChange(result: WriteResult): void;
  now?: () => Date;
}

/**
 * Keeps the stored findings equal to what the isolation rules say of the latest observations: of a cluster whenever
 * something of it changed, at most every two seconds, and once an hour.
 */
export class IsolationReconciler {
  /** What was written last, as a hash, when (epoch milliseconds), and under which membership. */
  readonly #written = new Map<
    string,
    { hash: string; time: number; member: Member }
  >();

  constructor(private readonly options: IsolationReconcilerOptions) {}

  /** Call it before the observer starts; stopping the queue ends it. */
  start() {
    const { observer, queue } = this.options;
    observer.subscribe(({ clusters, managementClusters }) => {
      for (const name of managementClusters) queue.add('isolation', name);
      this.enqueue(clusters);
    });
    queue.process('isolation', {
      intervalMs: INTERVAL_MS,
      maxBatch: MAX_BATCH,
      work: keys => this.#reconcile(keys),
    });
  }

  /** Checks these clusters again. */
  enqueue(refs: Iterable<ClusterRef>) {
    for (const ref of refs) {
      this.options.queue.add('isolation', stringifyClusterRef(ref));
    }
  }

  /** Returns the keys that failed. */
  async #reconcile(all: string[]): Promise<string[]> {
    const { store, membership, queue, onChange } = this.options;
    const { now = () => new Date() } = this.options;
    const member = membership.current;
    if (!member) return [];
    const keys = all.filter(key => member.owns(key));
    const time = now();
    const writes: Array<
      IsolationResult & {
        key: string;
        hash: string;
        subject: ClusterRef | string;
      }
    > = [];
    const failed: string[] = [];
    const slice = new Slice();
    for (const key of keys) {
      const result = this.#evaluate(key, time);
      if (result === 'failed') {
        failed.push(key);
      } else if (result) {
        queue.addAfter('isolation', key, AGAIN_MS);
        const hash = createHash('sha256')
          .update(JSON.stringify(result))
          .digest('base64');
        const known = this.#written.get(key);
        // Another replica may have written under another membership.
        const isNew = known?.hash !== hash || known.member !== member;
        if (isNew || time.getTime() - known.time >= AGAIN_MS) {
          const subject = key.includes('/') ? parseClusterRef(key) : key;
          writes.push({ key, hash, subject, ...result });
        }
      } else {
        this.#written.delete(key);
      }
      await slice.end();
    }
    // What belongs to another membership by now is checked again under it.
    if (membership.current !== member) {
      for (const key of keys) queue.add('isolation', key);
      return [];
    }
    if (writes.length === 0) return failed;
    const written = await this.#attempt(async () => {
      const result = await store.findings.write(writes, time, member.lease);
      const left = new Set(
        result.left.map(s =>
          typeof s === 'string' ? s : stringifyClusterRef(s),
        ),
      );
      for (const { key, hash } of writes) {
        // What is not stored yet is checked again once it is (`enqueue`).
        if (!left.has(key)) {
          this.#written.set(key, { hash, time: time.getTime(), member });
        }
      }
      if (result.raised) onChange(result);
    });
    return written ? failed : [...failed, ...writes.map(w => w.key)];
  }

  /** Undefined for what is not there, or has not been read as a whole. */
  #evaluate(key: string, now: Date): IsolationResult | 'failed' | undefined {
    const { observer, faults, settings } = this.options;
    const subject = `Checking the isolation of ${key}`;
    const evaluate = (
      scope: IsolationScope,
      input: ReturnType<typeof inputOfManagement>,
    ) => evaluateIsolation(scope, input, { ...settings, now });
    try {
      let result: IsolationResult | undefined;
      if (key.includes('/')) {
        const observation = observer.getCluster(parseClusterRef(key));
        if (observation?.claim && !observation.notSynced) {
          result = evaluate('worker', inputOfCluster(observation));
        }
      } else {
        const observation = observer
          .listManagementClusters()
          .find(m => m.name === key);
        if (observation) {
          result = evaluate('management', inputOfManagement(observation));
        }
      }
      faults.succeeded(subject);
      return result;
    } catch (error) {
      // One cluster that cannot be checked costs the others nothing.
      faults.failed(subject, error);
      return 'failed';
    }
  }

  /** Whether the database did its part. */
  async #attempt(work: () => Promise<void>): Promise<boolean> {
    const { faults } = this.options;
    try {
      await work();
      faults.succeeded(SUBJECT);
      return true;
    } catch (error) {
      faults.failed(SUBJECT, error);
      return false;
    }
  }
}
