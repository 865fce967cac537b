import type { FakeObserver } from '../../__testUtils__/FakeObserver';
import type { WorkQueue } from '../../queue';
import { onlyReplica } from '../../replicas/__testUtils__/membership';
import type { Membership } from '../../replicas/types';
import type { FleetStore, WriteResult } from '../../store/types';
import type { FaultLog } from '../FaultLog';
import { FleetReconciler, type FleetWork } from '../FleetReconciler';
import { ManagementReconciler } from '../ManagementReconciler';

/** From an observer to the store, as the plugin wires it in a replica whose membership is known. */
export function startReconcilers(options: {
  observer: FakeObserver;
  store: FleetStore;
  queue: WorkQueue<FleetWork>;
  faults: FaultLog;
  onChange(result: WriteResult): void;
  membership?: Membership;
  failedAfterMs?: number;
}) {
  const { queue, membership = onlyReplica } = options;
  const reconciler = new FleetReconciler({ ...options, membership });
  const management = new ManagementReconciler({
    ...options,
    membership,
    enqueue: refs => reconciler.enqueue(refs),
  });
  management.start();
  reconciler.start();
  management.refresh();
  queue.add('stored-fleet', 'all');
  return { reconciler, management };
}
