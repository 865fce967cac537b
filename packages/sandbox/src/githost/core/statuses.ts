import type {
  RepositoryRecord,
  StatusRecord,
  StatusState,
} from '../state/model';

/** Worst first: what counts for a commit. */
const ORDER: StatusState[] = [
  'error',
  'failure',
  'warning',
  'pending',
  'success',
];

/** Latest status of each check of a commit. */
export function latestStatuses(
  repository: RepositoryRecord,
  commit: string,
): StatusRecord[] {
  const latest = new Map<string, StatusRecord>();
  for (const status of repository.statuses) {
    if (status.commit === commit) latest.set(status.context, status);
  }
  return [...latest.values()];
}

/** The worst of these; `pending` if there is none, as on Gitea. */
export function combineStatuses(statuses: StatusRecord[]): StatusState {
  return (
    ORDER.find(state => statuses.some(s => s.state === state)) ?? 'pending'
  );
}
