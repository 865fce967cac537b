import type { RepositoryRecord } from '../state/model';
import { openPulls } from '../core/pullBranches';
import type { Doer } from '../core/Users';
import { markup, SafeHtml } from './html';

export type Tab = 'files' | 'commits' | 'branches' | 'pulls';

/** One page. Everything on it is of this host: no script, no image, no other origin. */
export function page(options: {
  title: string;
  user: Doer;
  repository?: RepositoryRecord;
  tab?: Tab;
  content: SafeHtml;
}): string {
  const { title, user, repository, tab, content } = options;
  return markup`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Sandbox Git host</title>
        <link rel="stylesheet" href="/assets/sandbox.css" />
      </head>
      <body>
        <header class="top">
          <a class="home" href="/">Git host</a>
          <span class="sandbox">Sandbox</span>
          <span class="user"
            >You act as <strong>${user.name}</strong>
            <span class="muted">(${user.login})</span></span
          >
        </header>
        ${repository && repositoryHeader(repository, tab)}
        <main>${content}</main>
        <footer>
          A sandbox: the repositories are real Git repositories on this machine,
          and nothing here reaches a real Git host.
        </footer>
      </body>
    </html> `.text;
}

function repositoryHeader(repository: RepositoryRecord, tab?: Tab): SafeHtml {
  const { owner, name } = repository;
  const base = `/${owner}/${name}`;
  const link = (id: Tab, href: string, text: string, count?: number) =>
    markup`<a href="${href}" ${id === tab && markup`aria-current="page"`}
      >${text}${
      count !== undefined && markup` <span class="count">${count}</span>`
    }</a
    >`;
  return markup`<div class="repository">
    <p class="path">
      <a href="/${owner}">${owner}</a> / <a href="${base}"><b>${name}</b></a>
      ${repository.private && markup`<span class="label">private</span>`}
    </p>
    <nav aria-label="Repository">
      ${link('files', base, 'Files')}
      ${link('commits', `${base}/commits`, 'Commits')}
      ${link('branches', `${base}/branches`, 'Branches')}
      ${link(
        'pulls',
        `${base}/pulls`,
        'Pull requests',
        openPulls(repository).length,
      )}
    </nav>
  </div>`;
}

/** A point in time, for people. */
export function time(timestamp: string): SafeHtml {
  const date = new Date(timestamp);
  const text = date.toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  });
  return markup`<time datetime="${date.toISOString()}">${text} UTC</time>`;
}

export function shortSha(sha: string): string {
  return sha.slice(0, 10);
}

/** A message that stands out: `problem` for what failed or stands in the way. */
export function notice(
  kind: 'problem' | 'fine' | 'plain',
  content: SafeHtml,
): SafeHtml {
  return markup`<div
    class="notice ${kind}"
    role="${kind === 'problem' ? 'alert' : 'note'}"
  >
    ${content}
  </div>`;
}
