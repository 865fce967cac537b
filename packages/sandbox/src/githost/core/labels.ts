import type { LabelRecord, RepositoryRecord } from '../state/model';
import type { Host } from './Host';

/** The labels that a pull request can have: those of its repository and of the organization that owns it. */
export function labelsFor(
  host: Host,
  repository: RepositoryRecord,
): LabelRecord[] {
  return [
    ...repository.labels,
    ...(host.users.find(repository.owner)?.labels ?? []),
  ];
}

/** Ids of these labels that there are; Gitea passes over the others without a word. */
export function knownLabels(
  host: Host,
  repository: RepositoryRecord,
  ids: number[],
): number[] {
  return labelsFor(host, repository)
    .map(label => label.id)
    .filter(id => ids.includes(id));
}
