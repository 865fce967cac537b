export { ChangeNotifier } from './ChangeNotifier';
export { FaultLog } from './FaultLog';
export { FleetProjector } from './FleetProjector';
export { LastSeenWriter } from './LastSeenWriter';
