export { DatabaseFindingStore, deleteFindings } from './DatabaseFindingStore';
export { countFindings } from './findingQuery';
export type {
  FindingScope,
  FindingStore,
  IsolationSubject,
  IsolationWrite,
} from './types';
