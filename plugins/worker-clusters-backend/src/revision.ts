import type {
  ApplicationRevision,
  ApplicationSource,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ArgoSource } from './observe/types';

/** The type of a source, which Argo CD does not name. */
export function sourceType(
  source: Pick<ArgoSource, 'chart' | 'repoUrl'>,
): ApplicationSource['type'] {
  if (source.chart) return 'helm';
  return source.repoUrl?.startsWith('oci://') ? 'oci' : 'git';
}

/** What a revision of a source is. Only a full object name is a commit: SHA-1, or SHA-256 in repositories that use it. */
export function toRevision(
  type: ApplicationSource['type'],
  revision: string | undefined,
): ApplicationRevision | undefined {
  if (!revision) return undefined;
  if (type === 'helm') return { value: revision, kind: 'chart' };
  if (type === 'oci') {
    const digest = /^sha256:[0-9a-f]{64}$/.test(revision);
    return { value: revision, kind: digest ? 'digest' : 'reference' };
  }
  const commit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(revision);
  return { value: revision, kind: commit ? 'commit' : 'reference' };
}
