import { isProtected } from '../core/branches';
import type { Host } from '../core/Host';
import { listBranches, listTree, readBlob, TreeEntry } from '../git/objects';
import { encodePath } from '../http/paths';
import type { RepositoryRecord } from '../state/model';
import { markup, SafeHtml } from './html';
import { page } from './layout';

/** A file longer than this is not shown on the page. */
const MAX_SHOWN_BYTES = 512 * 1024;

/** A place in a repository, as a URL names it. */
export interface Place {
  kind: 'branch' | 'commit';
  ref: string;
  commit: string;
  path: string;
}

/** Repositories, all of them or an owner's. */
export function repositoriesPage(host: Host, owner?: string): string {
  const repositories = host.file.state.repositories.filter(
    repository => !owner || repository.owner === owner,
  );
  return page({
    title: owner ?? 'Repositories',
    user: host.users.pageUser,
    content: markup`<h1>${owner ?? 'Repositories'}</h1>
      ${
        repositories.length === 0
          ? markup`<p class="muted">There is no repository yet.</p>`
          : markup`<ul class="rows card">
            ${repositories.map(
              ({ owner: o, name, description }) => markup`<li>
                <a href="/${o}/${name}">${o}/<b>${name}</b></a>
                <span class="muted">${description}</span>
              </li>`,
            )}
          </ul>`
      }`,
  });
}

/** What a repository without a branch says. */
export function emptyRepositoryPage(
  host: Host,
  repository: RepositoryRecord,
): string {
  const address = `${host.url}/${repository.owner}/${repository.name}.git`;
  return page({
    title: `${repository.owner}/${repository.name}`,
    user: host.users.pageUser,
    repository,
    tab: 'files',
    content: markup`<h1>This repository is empty</h1>
      <p>Push a branch to it:</p>
      <pre class="scroll">
git remote add origin ${address}
git push origin ${repository.defaultBranch}</pre
      >`,
  });
}

/** Files of a folder. */
export async function folderPage(
  host: Host,
  repository: RepositoryRecord,
  place: Place,
): Promise<string> {
  const git = host.git(repository);
  const [entries, branches] = await Promise.all([
    listTree(git, place.commit, { folder: place.path }),
    listBranches(git),
  ]);
  const sorted = [...entries].sort(
    (a, b) =>
      Number(b.type === 'tree') - Number(a.type === 'tree') ||
      a.path.localeCompare(b.path),
  );
  return page({
    title: `${place.path || repository.name} · ${repository.owner}/${
      repository.name
    }`,
    user: host.users.pageUser,
    repository,
    tab: 'files',
    content: markup`${
      !place.path &&
      markup`<p>${repository.description}</p>
        <p class="muted">
          Clone:
          <code
            >git clone
            ${host.url}/${repository.owner}/${repository.name}.git</code
          >
        </p>`
    }
      ${whereabouts(repository, place, branches.size)}
      <ul class="rows card">
        ${sorted.map(entry => entryRow(repository, place, entry))}
      </ul>`,
  });
}

function entryRow(
  repository: RepositoryRecord,
  place: Place,
  entry: TreeEntry,
): SafeHtml {
  const name = entry.path.split('/').at(-1)!;
  const folder = entry.type === 'tree';
  return markup`<li>
    <a href="${placeUrl(repository, { ...place, path: entry.path })}"
      >${name}${folder && '/'}</a
    >
    ${!folder && markup`<span class="end muted">${entry.size} bytes</span>`}
  </li>`;
}

/** One file with line numbers. */
export async function filePage(
  host: Host,
  repository: RepositoryRecord,
  place: Place,
  entry: TreeEntry,
): Promise<string> {
  const git = host.git(repository);
  const isLong = entry.size > MAX_SHOWN_BYTES;
  const [content, branches] = await Promise.all([
    isLong ? Buffer.alloc(0) : readBlob(git, entry.sha),
    listBranches(git),
  ]);
  const raw = placeUrl(repository, place).replace('/src/', '/raw/');
  const lines = content.toString('utf8').replace(/\n$/, '').split('\n');
  const hidden = isLong || content.includes(0);
  return page({
    title: `${place.path} · ${repository.owner}/${repository.name}`,
    user: host.users.pageUser,
    repository,
    tab: 'files',
    content: markup`${whereabouts(repository, place, branches.size)}
      <div class="card file">
        <div class="head">
          <span class="muted">${entry.size} bytes</span>
          <a href="${raw}">Plain text</a>
        </div>
        ${
          hidden
            ? markup`<div class="body muted">
              ${isLong ? 'The file is too long to show here.' : 'Binary file'}
            </div>`
            : markup`<table>
              <tbody>
                ${lines.map(
                  (line, index) =>
                    markup`<tr id="L${index + 1}">
                      <td class="number">${index + 1}</td>
                      <td class="text">${line}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
        }
      </div>`,
  });
}

function whereabouts(
  repository: RepositoryRecord,
  place: Place,
  branches: number,
): SafeHtml {
  const base = `/${repository.owner}/${repository.name}`;
  const parts = place.path === '' ? [] : place.path.split('/');
  return markup`<p class="meta">
    <span class="branch mono"
      >${place.kind === 'commit' ? place.ref.slice(0, 10) : place.ref}</span
    >
    <a href="${base}/branches"
      >${branches} ${branches === 1 ? 'branch' : 'branches'}</a
    >
    ${
      place.kind === 'branch' &&
      markup`<a href="${base}/commits/branch/${encodePath(
        place.ref,
      )}">Commits</a>`
    }
    <span class="mono"
      ><a href="${placeUrl(repository, { ...place, path: '' })}"
        >${repository.name}</a
      >${parts.map(
        (part, index) =>
          markup` /
            <a
              href="${placeUrl(repository, {
                ...place,
                path: parts.slice(0, index + 1).join('/'),
              })}"
              >${part}</a
            >`,
      )}</span
    >
  </p>`;
}

function placeUrl(repository: RepositoryRecord, place: Place): string {
  const path = place.path === '' ? '' : `/${encodePath(place.path)}`;
  return `/${repository.owner}/${repository.name}/src/${
    place.kind
  }/${encodePath(place.ref)}${path}`;
}

/** All branches of a repository. */
export async function branchesPage(
  host: Host,
  repository: RepositoryRecord,
): Promise<string> {
  const branches = await listBranches(host.git(repository));
  return page({
    title: `Branches · ${repository.owner}/${repository.name}`,
    user: host.users.pageUser,
    repository,
    tab: 'branches',
    content: markup`<h1>Branches</h1>
      <ul class="rows card">
        ${[...branches].map(([name, commit]) => {
          const pull = repository.pulls.findLast(p => p.head === name);
          return markup`<li>
            <a
              class="mono"
              href="${placeUrl(repository, {
                kind: 'branch',
                ref: name,
                commit,
                path: '',
              })}"
              >${name}</a
            >
            ${
              isProtected(repository, name) &&
              markup`<span class="label">protected</span>`
            }
            ${
              pull &&
              markup`<span class="end"
              ><a
                href="/${repository.owner}/${repository.name}/pulls/${pull.number}"
                >pull request #${pull.number}</a
              >, ${pull.state}</span
            >`
            }
          </li>`;
        })}
      </ul>`,
  });
}
