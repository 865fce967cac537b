import { pageLinks } from '../http/paging';
import type { Host } from '../core/Host';
import { EMPTY_TREE } from '../git/diff';
import { Commit, countCommits, listCommits, readCommit } from '../git/history';
import type { PullRecord, RepositoryRecord } from '../state/model';
import { diffView } from './diffView';
import { markup, SafeHtml } from './html';
import { page, shortSha, time } from './layout';
import { readDiff, stateBadge } from './pullPage';

const PAGE_SIZE = 30;

/** Commits, one row each. */
export function commitRows(
  repository: RepositoryRecord,
  commits: Commit[],
): SafeHtml {
  const base = `/${repository.owner}/${repository.name}/commit`;
  return markup`<ul class="rows card">
    ${commits.map(
      commit => markup`<li>
        <a href="${base}/${commit.sha}"
          >${commit.message.split('\n')[0] || '(no message)'}</a
        >
        <span class="end muted"
          >${commit.author.name}, ${time(commit.author.date)},
          <code>${shortSha(commit.sha)}</code></span
        >
      </li>`,
    )}
  </ul>`;
}

/** Commits of a branch, newest first. */
export async function commitsPage(
  host: Host,
  repository: RepositoryRecord,
  branch: string,
  commit: string,
  number: number,
): Promise<string> {
  const git = host.git(repository);
  const [total, commits] = await Promise.all([
    countCommits(git, [commit]),
    listCommits(git, [commit], {
      limit: PAGE_SIZE,
      skip: (number - 1) * PAGE_SIZE,
    }),
  ]);
  return page({
    title: `Commits of ${branch} · ${repository.owner}/${repository.name}`,
    user: host.users.pageUser,
    repository,
    tab: 'commits',
    content: markup`<h1>Commits of <span class="branch mono">${branch}</span></h1>
      ${commitRows(repository, commits)} ${pager(number, PAGE_SIZE, total)}`,
  });
}

/** One commit and what it changed. */
export async function commitPage(
  host: Host,
  repository: RepositoryRecord,
  sha: string,
): Promise<string> {
  const commit = await readCommit(host.git(repository), sha);
  const { files, truncated } = await readDiff(
    host,
    repository,
    commit.parents[0] ?? EMPTY_TREE,
    sha,
  );
  const [subject, ...rest] = commit.message.split('\n');
  const base = `/${repository.owner}/${repository.name}`;
  return page({
    title: `${subject} · ${repository.owner}/${repository.name}`,
    user: host.users.pageUser,
    repository,
    tab: 'commits',
    content: markup`<h1>${subject}</h1>
      <p class="muted">
        ${commit.author.name}, ${time(commit.author.date)}, commit
        <code>${sha}</code>,
        <a href="${base}/src/commit/${sha}">files at this commit</a>
      </p>
      <pre class="scroll">${rest.join('\n').trim()}</pre>
      ${
        truncated &&
        markup`<p>
        The changes are too many to show here.
        <a href="${base}/commit/${sha}.diff">Read them as plain text</a>.
      </p>`
      }
      ${diffView(files)}`,
  });
}

/** What a branch has that another one has not. */
export async function comparePage(
  host: Host,
  repository: RepositoryRecord,
  names: { base: string; head: string },
  range: { base: string; head: string; ancestor: string },
): Promise<string> {
  const [commits, diff] = await Promise.all([
    listCommits(host.git(repository), [range.head, `^${range.base}`], {
      limit: 100,
    }),
    readDiff(host, repository, range.ancestor, range.head),
  ]);
  return page({
    title: `${names.base}...${names.head} · ${repository.owner}/${repository.name}`,
    user: host.users.pageUser,
    repository,
    tab: 'commits',
    content: markup`<h1>
        <span class="branch mono">${names.head}</span> compared with
        <span class="branch mono">${names.base}</span>
      </h1>
      ${commitRows(repository, commits)}
      <h2>Changes</h2>
      ${diff.truncated && markup`<p>The changes are too many to show here.</p>`}
      ${diffView(diff.files)}`,
  });
}

/** Pull requests of one state, newest first. */
export function pullsPage(
  host: Host,
  repository: RepositoryRecord,
  state: 'open' | 'closed',
  number: number,
): string {
  const inState = (pull: PullRecord, wanted: string) =>
    (pull.state === 'open') === (wanted === 'open');
  const selected = repository.pulls
    .filter(pull => inState(pull, state))
    .reverse();
  const base = `/${repository.owner}/${repository.name}/pulls`;
  const rows = selected.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE);
  const tab = (id: string, text: string) => {
    const count = repository.pulls.filter(pull => inState(pull, id)).length;
    return markup`<a
      href="${base}?state=${id}"
      ${id === state && markup`aria-current="page"`}
      >${text} (${count})</a
    >`;
  };
  return page({
    title: `Pull requests · ${repository.owner}/${repository.name}`,
    user: host.users.pageUser,
    repository,
    tab: 'pulls',
    content: markup`<h1>Pull requests</h1>
      <div class="tabs">
        ${tab('open', 'Open')} ${tab('closed', 'Merged and closed')}
      </div>
      ${
        rows.length === 0
          ? markup`<p class="muted">None.</p>`
          : markup`<ul class="rows card">
            ${rows.map(
              pull => markup`<li>
                ${stateBadge(pull)}
                <a href="${base}/${pull.number}">${pull.title}</a>
                <span class="end muted"
                  >#${pull.number} by ${pull.author},
                  ${time(pull.createdAt)}</span
                >
              </li>`,
            )}
          </ul>`
      }
      ${pager(number, PAGE_SIZE, selected.length, `state=${state}&`)}`,
  });
}

function pager(
  number: number,
  size: number,
  total: number,
  query = '',
): SafeHtml {
  const links = pageLinks(number, size, total).filter(([relation]) =>
    ['next', 'prev'].includes(relation),
  );
  return markup`<div class="pages">
    ${links.map(
      ([relation, to]) =>
        markup`<a href="?${query}page=${to}"
          >${relation === 'next' ? 'Older' : 'Newer'}</a
        >`,
    )}
  </div>`;
}
