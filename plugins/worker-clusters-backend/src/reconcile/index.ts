export { ChangeNotifier } from './ChangeNotifier';
export { FaultLog } from './FaultLog';
export { FleetReconciler } from './FleetReconciler';
export { LastSeenWriter } from './LastSeenWriter';
