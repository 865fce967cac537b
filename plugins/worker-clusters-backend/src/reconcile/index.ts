export { ChangeNotifier } from './ChangeNotifier';
export { checkSignals } from './checkSignals';
export { FaultLog } from './FaultLog';
export { FleetReconciler, type FleetWork } from './FleetReconciler';
export { LastSeenWriter } from './LastSeenWriter';
export { IsolationReconciler } from './IsolationReconciler';
export { readIsolationConfig } from './isolationConfig';
export { ManagementReconciler } from './ManagementReconciler';
