import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import express, { Request, Response } from 'express';
import Router from 'express-promise-router';
import { ApiError, notFound } from './apiError';
import { fromMarkdown, html, Html, layout, STYLE } from './html';
import { isFilePath } from './repository';
import type { GitHostService } from './service';
import type { PullRequest } from './state';
import type { GitHostUser } from './types';

const STATES = { open: 'Open', merged: 'Merged', closed: 'Closed' } as const;
const stateOf = (pull: PullRequest): keyof typeof STATES =>
  pull.merged ? 'merged' : pull.state;
const when = (time: string | undefined) =>
  time
    ? html`<time datetime="${time}"
        >${time.replace('T', ' ').slice(0, 16)} UTC</time
      >`
    : '';
const badge = (pull: PullRequest) =>
  html`<span class="state ${stateOf(pull)}">${STATES[stateOf(pull)]}</span>`;

/** A unified diff as tables, one per file; added and removed lines keep their signs. */
function diffView(text: string): Html {
  const files = text.split(/^(?=diff --git )/m).filter(Boolean);
  return html`${files.map(file => {
    const lines = file.replace(/\n$/, '').split('\n');
    const name =
      /^\+\+\+ b\/(.*)$/m.exec(file)?.[1] ??
      /^--- a\/(.*)$/m.exec(file)?.[1] ??
      lines[0];
    const note = /^new file/m.test(file)
      ? 'new file'
      : /^deleted file/m.test(file)
      ? 'deleted file'
      : '';
    let [before, after] = [0, 0];
    const start = lines.findIndex(l => l.startsWith('@@'));
    const rows = (start < 0 ? [] : lines.slice(start)).map(line => {
      const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
      if (hunk) {
        [before, after] = [Number(hunk[1]), Number(hunk[2])];
        return html`<tr class="hunk">
          <td class="n"></td>
          <td class="n"></td>
          <td>${line}</td>
        </tr>`;
      }
      if (line.startsWith('+'))
        return html`<tr class="add">
          <td class="n"></td>
          <td class="n">${after++}</td>
          <td>${line}</td>
        </tr>`;
      if (line.startsWith('-'))
        return html`<tr class="del">
          <td class="n">${before++}</td>
          <td class="n"></td>
          <td>${line}</td>
        </tr>`;
      if (line.startsWith('\\'))
        return html`<tr class="hunk">
          <td class="n"></td>
          <td class="n"></td>
          <td>${line}</td>
        </tr>`;
      return html`<tr>
        <td class="n">${before++}</td>
        <td class="n">${after++}</td>
        <td>${line}</td>
      </tr>`;
    });
    return html`<div class="panel">
      <div class="head">
        <strong>${name}</strong> ${note &&
        html`<span class="label">${note}</span>`}
      </div>
      <div
        class="diff"
        tabindex="0"
        role="region"
        aria-label="Changes in ${name}"
      >
        <table>
          <tbody>
            ${rows}
          </tbody>
        </table>
      </div>
    </div>`;
  })}`;
}

/** The pages on which people read the repository and read, merge and close pull requests. */
export function createPages({
  service,
  pageUser,
}: {
  service: GitHostService;
  pageUser: GitHostUser;
}) {
  const router = Router();
  const secret = randomBytes(32);
  const tokenFor = (path: string) =>
    createHmac('sha256', secret).update(path).digest('hex');

  router.use((_, response, next) => {
    response.set({
      'Content-Security-Policy':
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    });
    next();
  });
  router.get('/-/style.css', (_, response) => {
    response.type('css').send(STYLE);
  });
  router.get('/', (_, response) => {
    const repositories = service.list();
    response.send(
      layout({
        title: 'Repositories',
        body: html`<h1>Repositories</h1>
          <div class="panel">
            <ul class="list">
              ${repositories.map(
                r =>
                  html`<li>
                    <a href="/${r.owner}/${r.name}"
                      ><strong>${r.owner} / ${r.name}</strong></a
                    >
                    <div class="dim">${r.description}</div>
                  </li>`,
              )}
            </ul>
          </div>`,
      }),
    );
  });

  router.get('/:owner/:repo/pulls', (request, response) => {
    const { state } = service.find(request.params.owner, request.params.repo);
    const base = `/${state.owner}/${state.name}`;
    const wanted = request.query.state === 'closed' ? 'closed' : 'open';
    const pulls = state.pulls
      .filter(p => p.state === wanted)
      .sort((a, b) => b.number - a.number);
    const count = (s: string) => state.pulls.filter(p => p.state === s).length;
    response.send(
      layout({
        title: 'Pull requests',
        owner: state.owner,
        name: state.name,
        body: html`<h1>Pull requests</h1>
          <p class="meta">
            <a
              href="${base}/pulls"
              ${wanted === 'open' && html` aria-current="page"`}
              >${count('open')} open</a
            ><a
              href="${base}/pulls?state=closed"
              ${wanted === 'closed' && html` aria-current="page"`}
              >${count('closed')} closed</a
            >
          </p>
          <div class="panel">
            ${pulls.length
              ? html`<ul class="list">
                  ${pulls.map(
                    p =>
                      html`<li>
                        ${badge(p)}
                        <a href="${base}/pulls/${p.number}"
                          ><strong>${p.title}</strong></a
                        >
                        <div class="dim">
                          #${p.number} by ${service.user(p.user).fullName},
                          ${when(p.createdAt)}
                        </div>
                      </li>`,
                  )}
                </ul>`
              : html`<div class="body">
                  <p class="dim">There is no ${wanted} pull request.</p>
                </div>`}
          </div>`,
      }),
    );
  });

  router.get('/:owner/:repo/pulls/:number.diff', async (request, response) => {
    const { git, pull } = service.pull(
      request.params.owner,
      request.params.repo,
      Number(request.params.number),
    );
    response
      .type('text/plain')
      .send(await git.diff(pull.mergeBase, pull.headSha));
  });

  router.get('/:owner/:repo/pulls/:number(\\d+)', async (request, response) => {
    const { state, git, pull } = service.pull(
      request.params.owner,
      request.params.repo,
      Number(request.params.number),
    );
    const path = `/${state.owner}/${state.name}/pulls/${pull.number}`;
    const [diff, conflicts, commits] = await Promise.all([
      git.diff(pull.mergeBase, pull.headSha),
      pull.state === 'open' ? service.conflicts(git, pull) : [],
      git.log(pull.headSha, { limit: 50 }),
    ]);
    const until = commits.findIndex(c => c.sha === pull.mergeBase);
    const own = until < 0 ? commits : commits.slice(0, until);
    const form = (
      action: string,
      label: string,
      main: boolean,
      disabled = false,
    ) =>
      html`<form method="post" action="${path}/${action}"><input type="hidden" name="token" value="${tokenFor(
        `${path}/${action}`,
      )}"><button${main && html` class="main"`}${
        disabled && html` disabled`
      }>${label}</button></form>`;
    const finished = pull.merged
      ? html`<p class="meta">
          Merged into <code>${pull.base}</code> by
          ${service.user(pull.mergedBy ?? '').fullName}, ${when(pull.mergedAt)}
        </p>`
      : html`<p class="meta">
          Closed without a merge, ${when(pull.closedAt)}
        </p>`;
    response.send(
      layout({
        title: pull.title,
        owner: state.owner,
        name: state.name,
        body: html`<h1>${pull.title} <small>#${pull.number}</small></h1>
          <p class="meta">
            ${badge(pull)}
            <span
              >${service.user(pull.user).fullName} wants to merge
              <code>${pull.head}</code> into <code>${pull.base}</code></span
            >
            <span>opened ${when(pull.createdAt)}</span>${pull.labels.map(
              id =>
                html`<span class="label"
                  >${state.labels.find(l => l.id === id)?.name}</span
                >`,
            )}
          </p>
          <div class="panel">
            <div class="head">Description</div>
            <div class="body">
              ${pull.body
                ? fromMarkdown(pull.body)
                : html`<p class="dim">No description.</p>`}
            </div>
          </div>
          ${pull.comments.map(
            c =>
              html`<div class="panel">
                <div class="head">
                  ${service.user(c.user).fullName}, ${when(c.createdAt)}
                </div>
                <div class="body">${fromMarkdown(c.body)}</div>
              </div>`,
          )}
          ${pull.state === 'open'
            ? html`${conflicts.length
                  ? html`<p class="note" role="alert">
                      Cannot be merged: it conflicts with
                      <code>${pull.base}</code> in ${conflicts.join(', ')}.
                      Bring the branch up to date, or close this pull request.
                    </p>`
                  : ''}
                <div class="panel">
                  <div class="actions">
                    ${form(
                      'merge',
                      'Merge',
                      true,
                      conflicts.length > 0 || pull.draft,
                    )}${form('close', 'Close', false)}<span class="dim"
                      >You act as ${pageUser.fullName}. Pages of the sandbox
                      need no sign-in.</span
                    >
                  </div>
                </div>`
            : html`<div class="panel">
                <div class="actions">
                  ${finished}${!pull.merged && form('reopen', 'Reopen', false)}
                </div>
              </div>`}
          <h2>Commits</h2>
          <div class="panel">
            <ul class="list">
              ${own.map(
                c =>
                  html`<li>
                    <code>${c.sha.slice(0, 10)}</code> ${c.message.split(
                      '\n',
                    )[0]}
                    <div class="dim">
                      ${c.author.name},
                      ${when(new Date(c.author.date).toISOString())}
                    </div>
                  </li>`,
              )}
            </ul>
          </div>
          <h2>Changes</h2>
          ${diffView(diff.toString('utf8'))}`,
      }),
    );
  });

  router.post(
    '/:owner/:repo/pulls/:number(\\d+)/:action(merge|close|reopen)',
    express.urlencoded({ extended: false, limit: '10kb' }),
    async (request: Request, response: Response) => {
      const { owner, repo, number, action } = request.params;
      const site = request.get('sec-fetch-site');
      const given = Buffer.from(String(request.body?.token ?? ''));
      const wanted = Buffer.from(
        tokenFor(`/${owner}/${repo}/pulls/${number}/${action}`),
      );
      if (
        (site && site !== 'same-origin') ||
        given.length !== wanted.length ||
        !timingSafeEqual(given, wanted)
      ) {
        throw new ApiError(
          403,
          'This form is out of date. Go back, load the page again, and press the button once more.',
        );
      }
      if (action === 'merge')
        await service.merge(owner, repo, Number(number), pageUser, {
          deleteBranch: true,
        });
      else
        await service.editPull(owner, repo, Number(number), pageUser, {
          state: action === 'close' ? 'closed' : 'open',
        });
      response.redirect(303, `/${owner}/${repo}/pulls/${number}`);
    },
  );

  router.get('/:owner/:repo/raw/branch/*', async (request, response) => {
    const { git } = service.find(request.params.owner, request.params.repo);
    const { commit, path } = await locate(git, (request.params as any)[0]);
    const entry = path ? await git.entry(commit, path) : undefined;
    if (entry?.type !== 'blob') throw notFound();
    response.type('text/plain').send(await git.blob(entry.sha));
  });

  router.get('/:owner/:repo/commits/branch/*', async (request, response) => {
    const { state, git } = service.find(
      request.params.owner,
      request.params.repo,
    );
    const branch = (request.params as any)[0];
    const commit = await git.resolve(branch);
    if (!commit) throw notFound();
    const commits = await git.log(commit, { limit: 100 });
    response.send(
      layout({
        title: 'Commits',
        owner: state.owner,
        name: state.name,
        body: html`<h1>Commits on <code>${branch}</code></h1>
          <div class="panel">
            <ul class="list">
              ${commits.map(
                c =>
                  html`<li>
                    <code>${c.sha.slice(0, 10)}</code> ${c.message.split(
                      '\n',
                    )[0]}
                    <div class="dim">
                      ${c.author.name},
                      ${when(new Date(c.author.date).toISOString())}
                    </div>
                  </li>`,
              )}
            </ul>
          </div>`,
      }),
    );
  });

  const browse = async (request: Request, response: Response) => {
    const { state, git } = service.find(
      request.params.owner,
      request.params.repo,
    );
    const base = `/${state.owner}/${state.name}`;
    const where = (request.params as any)[0] ?? 'main';
    const branches = await git.branches();
    if (branches.length === 0) {
      response.send(
        layout({
          title: state.name,
          owner: state.owner,
          name: state.name,
          body: html`<h1>${state.name}</h1>
            <p>The repository is empty.</p>`,
        }),
      );
      return;
    }
    const { commit, branch, path } = await locate(git, where);
    const entry = path ? await git.entry(commit, path) : undefined;
    if (path && !entry) throw notFound();
    const crumbs = path
      .split('/')
      .filter(Boolean)
      .map(
        (part, i, all) =>
          html` /
            <a
              href="${base}/src/branch/${branch}/${all
                .slice(0, i + 1)
                .join('/')}"
              >${part}</a
            >`,
      );
    const head = html`<h1>
        <a href="${base}/src/branch/${branch}">${state.name}</a>${crumbs}
      </h1>
      <p class="meta">
        Branch <code>${branch}</code> · ${branches.length} branches ·
        <a href="${base}/pulls"
          >${state.pulls.filter(p => p.state === 'open').length} open pull
          requests</a
        >
      </p>`;
    let body: Html;
    if (entry?.type === 'blob') {
      const content = (await git.blob(entry.sha)).toString('utf8');
      const lines = content.replace(/\n$/, '').split('\n');
      body = html`<div class="panel">
        <div class="head">
          ${path} · ${entry.size} bytes ·
          <a href="${base}/raw/branch/${branch}/${path}">Raw</a>
        </div>
        <div class="diff" tabindex="0" role="region" aria-label="Content">
          <table>
            <tbody>
              ${lines.map(
                (l, i) =>
                  html`<tr>
                    <td class="n">${i + 1}</td>
                    <td>${l}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </div>`;
    } else {
      const entries = (await git.tree(commit, path)).sort((a, b) =>
        a.type === b.type ? 0 : a.type === 'tree' ? -1 : 1,
      );
      body = html`<div class="panel">
        <ul class="list">
          ${entries.map(
            e =>
              html`<li>
                <a href="${base}/src/branch/${branch}/${e.path}"
                  >${e.path.split('/').pop()}${e.type === 'tree' ? '/' : ''}</a
                >
              </li>`,
          )}
        </ul>
      </div>`;
    }
    response.send(
      layout({
        title: path || state.name,
        owner: state.owner,
        name: state.name,
        body: html`${head}${body}`,
      }),
    );
  };
  router.get(['/:owner/:repo/src/branch/*', '/:owner/:repo'], browse);

  router.use(() => {
    throw notFound('This page does not exist.');
  });
  router.use(
    (
      error: any,
      _request: Request,
      response: Response,
      next: (e: unknown) => void,
    ) => {
      if (response.headersSent) return next(error);
      const status =
        error instanceof ApiError ? error.status : error.status ?? 500;
      response.status(status).send(
        layout({
          title: 'Error',
          body: html`<h1>
              ${status === 404 ? 'Not found' : 'That did not work'}
            </h1>
            <p class="note" role="alert">
              ${error instanceof ApiError
                ? error.message
                : 'Something went wrong in the sandbox: see its log.'}
            </p>
            <p><a href="/">To the repositories</a></p>`,
        }),
      );
      return undefined;
    },
  );
  return router;
}

/** Splits `<branch>/<path>`: branch names may have slashes, so the longest one that exists wins. */
async function locate(
  git: ReturnType<GitHostService['find']>['git'],
  text: string,
) {
  const branches = (await git.branches())
    .filter(b => text === b.name || text.startsWith(`${b.name}/`))
    .sort((a, b) => b.name.length - a.name.length);
  const found = branches[0];
  const path = found ? text.slice(found.name.length + 1) : '';
  if (!found || (path !== '' && !isFilePath(path)))
    throw notFound('This page does not exist.');
  return { branch: found.name, commit: found.commit, path };
}
