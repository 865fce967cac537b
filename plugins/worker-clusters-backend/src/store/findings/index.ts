export { DatabaseFindingStore, deleteFindings } from './DatabaseFindingStore';
export { countFindingsByCluster } from './findingQuery';
export type {
  FindingScope,
  FindingStore,
  IsolationSubject,
  IsolationWrite,
} from './types';
