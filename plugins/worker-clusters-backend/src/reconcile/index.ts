export { ChangeNotifier } from './ChangeNotifier';
export { checkPlugin, NOTIFICATIONS, SIGNALS } from './checkPlugin';
export { FaultLog } from './FaultLog';
export { FleetReconciler, type FleetWork } from './FleetReconciler';
export { LastSeenWriter } from './LastSeenWriter';
export { IsolationReconciler } from './IsolationReconciler';
export { readIsolationConfig } from './isolationConfig';
export { ManagementReconciler } from './ManagementReconciler';
