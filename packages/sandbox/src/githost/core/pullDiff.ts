import { ChangedFile, listChangedFiles } from '../git/diff';
import { branchHead } from '../git/objects';
import type { PullRecord, RepositoryRecord } from '../state/model';
import type { Host } from './Host';

/** Where head and base of a pull request met: what its diff begins with. */
export async function diffBase(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
): Promise<string | undefined> {
  if (pull.mergeBase) return pull.mergeBase;
  const base = await branchHead(host.git(repository), pull.base);
  if (!base) return undefined;
  return (await host.judge(repository, base, pull.headCommit)).mergeBase;
}

/** Files that a pull request changes; none if its branches have nothing in common. */
export async function pullFiles(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
): Promise<ChangedFile[]> {
  const base = await diffBase(host, repository, pull);
  return base
    ? listChangedFiles(host.git(repository), base, pull.headCommit)
    : [];
}
