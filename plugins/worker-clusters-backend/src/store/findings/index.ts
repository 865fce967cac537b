export { DatabaseFindingStore, deleteFindings } from './DatabaseFindingStore';
export { countFindings, countFindingsByCluster } from './findingQuery';
export type {
  FindingScope,
  FindingStore,
  IsolationSubject,
  IsolationWrite,
} from './types';
