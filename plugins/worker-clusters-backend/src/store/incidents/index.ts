export { hashReasons } from './groupIncidents';
export {
  deleteReasons,
  readIncidents,
  whereIncident,
  writeReasons,
} from './reasons';
