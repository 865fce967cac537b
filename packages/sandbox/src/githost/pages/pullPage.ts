import { whatIsMissing } from '../core/autoMerge';
import type { Host } from '../core/Host';
import { labelsFor } from '../core/labels';
import { diffBase } from '../core/pullDiff';
import {
  isWorkInProgress,
  judgePull,
  whyNotMergeable,
} from '../core/pullRequests';
import { combineStatuses, latestStatuses } from '../core/statuses';
import {
  FileDiff,
  listChangedFiles,
  unifiedDiff,
  withHunks,
} from '../git/diff';
import { Commit, listCommits } from '../git/history';
import type { Mergeability } from '../git/merging';
import { branchHead } from '../git/objects';
import { encodePath } from '../http/paths';
import type { PullRecord, RepositoryRecord } from '../state/model';
import { commitRows } from './commitsPage';
import { diffView } from './diffView';
import { markup, SafeHtml } from './html';
import { notice, page, shortSha, time } from './layout';
import { renderMarkdown } from './markdown';
import type { FormGuard } from './sameOrigin';

/** A diff longer than this is not shown on the page. */
const MAX_DIFF_BYTES = 1024 * 1024;

const STATES: Record<PullRecord['state'], string> = {
  open: 'Open',
  merged: 'Merged',
  closed: 'Closed',
};

export function stateBadge({ state, title }: PullRecord): SafeHtml {
  const isDraft = state === 'open' && isWorkInProgress(title);
  return markup`<span class="badge ${isDraft ? 'draft' : state}">${
    isDraft ? 'Draft' : STATES[state]
  }</span>`;
}

/** The page on which a pull request is read, merged and closed. */
export async function pullPage(
  host: Host,
  guard: FormGuard,
  repository: RepositoryRecord,
  pull: PullRecord,
  problem?: string,
): Promise<string> {
  const git = host.git(repository);
  const base = await diffBase(host, repository, pull);
  const [commits, diff, judgement, head] = await Promise.all([
    base ? listCommits(git, [pull.headCommit, `^${base}`]) : [],
    base ? readDiff(host, repository, base, pull.headCommit) : undefined,
    pull.state === 'open' ? judgePull(host, repository, pull) : undefined,
    branchHead(git, pull.head),
  ]);
  const path = `/${repository.owner}/${repository.name}/pulls/${pull.number}`;
  return page({
    title: `${pull.title} (#${pull.number})`,
    user: host.users.pageUser,
    repository,
    tab: 'pulls',
    content: markup`
      <h1>${pull.title} <span class="muted">#${pull.number}</span></h1>
      <div class="meta">
        ${stateBadge(pull)} ${summary(repository, pull, commits, head)}
      </div>
      ${problem && notice('problem', markup`<p>${problem}</p>`)}
      <div class="card">
        <div class="head">
          <b>${nameOf(host, pull.author)}</b>
          <span class="muted">opened this ${time(pull.createdAt)}</span>
          ${labelsOf(host, repository, pull)}
        </div>
        <div class="body markdown">
          ${
            pull.body
              ? renderMarkdown(pull.body)
              : markup`<p class="muted">No description.</p>`
          }
        </div>
      </div>
      ${pull.comments.map(
        comment => markup`<div class="card">
          <div class="head" id="issuecomment-${comment.id}">
            <b>${nameOf(host, comment.author)}</b>
            <span class="muted">commented ${time(comment.createdAt)}</span>
          </div>
          <div class="body markdown">${renderMarkdown(comment.body)}</div>
        </div>`,
      )}
      ${checks(repository, pull)}
      <h2>${pull.state === 'open' ? 'Decide' : 'Outcome'}</h2>
      ${decision(host, guard, repository, pull, path, judgement, head)}
      <h2>Commits</h2>
      ${
        commits.length > 0
          ? commitRows(repository, commits)
          : markup`<p class="muted">No commits.</p>`
      }
      <h2>Changes</h2>
      ${diffSection(path, diff)}
    `,
  });
}

/** The changes between two commits, or `undefined` in place of hunks if they are too many to show. */
export async function readDiff(
  host: Host,
  repository: RepositoryRecord,
  before: string,
  after: string,
): Promise<{ files: FileDiff[]; truncated: boolean }> {
  const git = host.git(repository);
  const [files, { text, truncated }] = await Promise.all([
    listChangedFiles(git, before, after),
    unifiedDiff(git, before, after, {
      maxBytes: MAX_DIFF_BYTES,
      truncate: true,
    }),
  ]);
  return { files: withHunks(files, truncated ? '' : text), truncated };
}

function diffSection(
  path: string,
  diff: { files: FileDiff[]; truncated: boolean } | undefined,
): SafeHtml {
  if (!diff) {
    return markup`<p class="muted">The branches have no common history.</p>`;
  }
  return markup`${
    diff.truncated &&
    notice(
      'plain',
      markup`<p>
      The changes are too many to show here.
      <a href="${path}.diff">Read them as plain text</a>.
    </p>`,
    )
  }
  ${diffView(diff.files)}`;
}

function summary(
  repository: RepositoryRecord,
  pull: PullRecord,
  commits: Commit[],
  head: string | undefined,
): SafeHtml {
  const count = `${commits.length} ${
    commits.length === 1 ? 'commit' : 'commits'
  }`;
  const verb = {
    open: 'to be merged',
    merged: 'merged',
    closed: 'not merged',
  }[pull.state];
  return markup`<span
    >${count} ${verb} into ${branchLink(repository, pull.base)} from
    ${
      head
        ? branchLink(repository, pull.head)
        : markup`<span class="branch mono">${pull.head}</span>
          <span class="muted">(branch deleted)</span>`
    }</span
  >`;
}

function branchLink(repository: RepositoryRecord, branch: string): SafeHtml {
  return markup`<a
    class="branch mono"
    href="/${repository.owner}/${repository.name}/src/branch/${encodePath(
    branch,
  )}"
    >${branch}</a
  >`;
}

function labelsOf(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
): SafeHtml[] {
  return labelsFor(host, repository)
    .filter(label => pull.labels.includes(label.id))
    .map(label => markup`<span class="label">${label.name}</span>`);
}

function nameOf(host: Host, login: string): string {
  return host.users.find(login)?.fullName || login;
}

function checks(repository: RepositoryRecord, pull: PullRecord): SafeHtml {
  const statuses = latestStatuses(repository, pull.headCommit);
  if (statuses.length === 0) return markup``;
  return markup`<h2>Checks: ${combineStatuses(statuses)}</h2>
    <ul class="rows card">
      ${statuses.map(
        status => markup`<li>
          <b>${status.context}</b>
          <span>${status.state}</span>
          <span class="muted">${status.description}</span>
          ${
            status.targetUrl &&
            markup`<a
            class="end"
            href="${status.targetUrl}"
            rel="noopener noreferrer nofollow"
            >Details</a
          >`
          }
        </li>`,
      )}
    </ul>`;
}

function decision(
  host: Host,
  guard: FormGuard,
  repository: RepositoryRecord,
  pull: PullRecord,
  path: string,
  judgement: Mergeability | undefined,
  head: string | undefined,
): SafeHtml {
  const form = (action: string, content: SafeHtml) => markup`<form
    method="post"
    action="${path}/${action}"
  >
    <input
      type="hidden"
      name="token"
      value="${guard.token(`${path}/${action}`)}"
    />
    <input type="hidden" name="head" value="${pull.headCommit}" />
    ${content}
  </form>`;
  const when = pull.closedAt ? time(pull.closedAt) : markup``;
  if (pull.state === 'merged') {
    return notice(
      'fine',
      markup`<p>
        <b>${nameOf(host, pull.mergedBy ?? '')}</b> merged this into
        <code>${pull.base}</code> ${when}, commit
        <code>${shortSha(pull.mergeCommit ?? '')}</code>.
      </p>`,
    );
  }
  if (pull.state === 'closed') {
    return markup`${notice(
      'plain',
      markup`<p>Closed ${when} without being merged.</p>
          ${
            !head &&
            markup`<p>Its branch is deleted, so it cannot be opened again.</p>`
          }`,
    )}
      <div class="actions">
        ${head && form('reopen', markup`<button type="submit">Reopen</button>`)}
      </div>`;
  }
  return markup`${mergeNotice(pull, judgement!)}
    ${
      pull.autoMerge &&
      notice(
        'plain',
        markup`<p>
          <b>${nameOf(host, pull.autoMerge.by)}</b> has set this to merge by
          itself. It waits for ${whatIsMissing(repository, pull) ?? 'nothing'}.
        </p>`,
      )
    }
    <div class="actions">
      ${
        canMerge(pull, judgement!) &&
        form(
          'merge',
          markup`<label
            >How
            <select name="style">
              <option value="merge">with a merge commit</option>
              <option value="squash">squashed to one commit</option>
              <option value="rebase">rebased</option>
            </select></label
          >
          <label
            ><input type="checkbox" name="delete" value="yes" checked /> delete
            the branch then</label
          >
          <button type="submit" class="primary">Merge</button>`,
        )
      }
      ${form(
        'close',
        markup`<button type="submit">Close without merging</button>`,
      )}
    </div>`;
}

function canMerge(pull: PullRecord, judgement: Mergeability): boolean {
  return judgement.state === 'mergeable' && !isWorkInProgress(pull.title);
}

function mergeNotice(pull: PullRecord, judgement: Mergeability): SafeHtml {
  if (judgement.state === 'conflict') {
    return notice(
      'problem',
      markup`<p><b>This cannot be merged: it conflicts with ${
        pull.base
      }.</b></p>
        <p>Both sides have changed:</p>
        <ul>
          ${judgement.conflicts.map(
            path => markup`<li><code>${path}</code></li>`,
          )}
        </ul>
        <p>
          Merge <code>${pull.base}</code> into <code>${pull.head}</code>,
          resolve the conflicts and push, or close this pull request.
        </p>`,
    );
  }
  if (judgement.state !== 'mergeable') {
    return notice('plain', markup`<p>${whyNotMergeable(pull, judgement)}.</p>`);
  }
  return isWorkInProgress(pull.title)
    ? notice(
        'plain',
        markup`<p>
          Marked as work in progress by its title: it cannot be merged yet.
        </p>`,
      )
    : notice(
        'fine',
        markup`<p>No conflicts with <code>${pull.base}</code>.</p>`,
      );
}
