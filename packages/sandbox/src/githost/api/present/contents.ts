import type { Host } from '../../core/Host';
import { listCommits } from '../../git/history';
import type { TreeEntry } from '../../git/objects';
import { readBlob } from '../../git/objects';
import { encodePath } from '../../http/paths';
import type { RepositoryRecord } from '../../state/model';
import { sourceUrl } from './commit';

const TYPES: Record<string, string> = {
  '040000': 'dir',
  '120000': 'symlink',
  '160000': 'submodule',
};

/** Gitea's `ContentsResponse` without content, as in the list of a folder. */
export function presentEntry(
  host: Host,
  repository: RepositoryRecord,
  entry: TreeEntry,
  ref: string,
  kind: 'branch' | 'commit',
) {
  const api = `${host.url}/api/v1/repos/${repository.owner}/${repository.name}`;
  const path = encodePath(entry.path);
  const url = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const type = TYPES[entry.mode] ?? 'file';
  const html = sourceUrl(host, repository, kind, ref, entry.path);
  const object = entry.type === 'tree' ? 'trees' : 'blobs';
  const gitUrl = `${api}/git/${object}/${entry.sha}`;
  return {
    name: entry.path.split('/').at(-1)!,
    path: entry.path,
    sha: entry.sha,
    type,
    size: entry.size,
    encoding: null as string | null,
    content: null as string | null,
    target: null as string | null,
    url,
    html_url: html,
    git_url: gitUrl,
    download_url:
      type === 'file'
        ? `${host.url}/${repository.owner}/${
            repository.name
          }/raw/${kind}/${encodePath(ref)}/${path}`
        : null,
    submodule_git_url: null,
    _links: { self: url, git: gitUrl, html },
  };
}

/** Gitea's `ContentsResponse` of one file. */
export async function presentFile(
  host: Host,
  repository: RepositoryRecord,
  entry: TreeEntry,
  options: { ref: string; kind: 'branch' | 'commit'; commit: string },
) {
  const git = host.git(repository);
  const presented = presentEntry(
    host,
    repository,
    entry,
    options.ref,
    options.kind,
  );
  const [last] = await listCommits(git, [options.commit], {
    limit: 1,
    path: entry.path,
  });
  const details = {
    ...presented,
    last_commit_sha: last?.sha ?? null,
    last_committer_date: last?.committer.date ?? null,
    last_author_date: last?.author.date ?? null,
  };
  if (presented.type === 'submodule') return details;
  const content = await readBlob(git, entry.sha);
  return presented.type === 'symlink'
    ? { ...details, target: content.toString('utf8') }
    : { ...details, encoding: 'base64', content: content.toString('base64') };
}
