import { spawn } from 'node:child_process';
import type { Response } from 'express';
import Router from 'express-promise-router';
import type { Host } from '../core/Host';
import { ApiError, notFound } from '../errors';
import { gitEnvironment } from '../git/Git';
import { listChangedFiles, unifiedDiff, EMPTY_TREE } from '../git/diff';
import { countCommits, listCommits, mergeBase } from '../git/history';
import { listTree, readBlob } from '../git/objects';
import { readPage, setPageHeaders } from '../http/paging';
import { isCommitId, isFilePath } from '../names';
import type { RepositoryRecord } from '../state/model';
import { presentCommit, presentFullCommit } from './present/commit';
import { presentChangedFile } from './present/pull';
import { commitOf, repositoryOf } from './requests';

const REPOSITORY = '/repos/:owner/:repo';
/** Entries in one answer about a tree, as on Gitea. */
const MAX_TREE_ENTRIES = 1000;

/** Trees, blobs, commits, comparisons and archives. */
export function gitRoutes(host: Host) {
  const router = Router();

  router.get(`${REPOSITORY}/git/trees/*`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const git = host.git(repository);
    const { commit } = await commitOf(
      host,
      repository,
      (request.params as Record<string, string>)[0],
    );
    const recursive = /^(1|true)$/i.test(String(request.query.recursive));
    const all = await listTree(git, commit, { recursive, trees: true });
    const page = Number(request.query.page) || 1;
    const size = Math.min(
      Number(request.query.per_page) || MAX_TREE_ENTRIES,
      MAX_TREE_ENTRIES,
    );
    const entries = all.slice((page - 1) * size, page * size);
    const api = `${host.url}/api/v1/repos/${repository.owner}/${repository.name}/git`;
    response.json({
      sha: commit,
      url: `${api}/trees/${commit}`,
      tree: entries.map(({ path, mode, type, size: bytes, sha }) => ({
        path,
        mode,
        type,
        size: bytes,
        sha,
        url: `${api}/${type === 'tree' ? 'trees' : 'blobs'}/${sha}`,
      })),
      truncated: page * size < all.length,
      page,
      total_count: all.length,
    });
  });

  router.get(`${REPOSITORY}/git/blobs/:sha`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const git = host.git(repository);
    const { sha } = request.params;
    const { code, stdout } = isCommitId(sha)
      ? await git.run(['cat-file', '-t', sha], { codes: [0, 128] })
      : { code: 128, stdout: Buffer.alloc(0) };
    if (code !== 0 || stdout.toString().trim() !== 'blob') {
      throw notFound(`object does not exist [id: ${sha}, rel_path: ]`);
    }
    const content = await readBlob(git, sha);
    response.json({
      content: content.toString('base64'),
      encoding: 'base64',
      url: `${host.url}/api/v1/repos/${repository.owner}/${repository.name}/git/blobs/${sha}`,
      sha,
      size: content.length,
    });
  });

  router.get(`${REPOSITORY}/commits`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const git = host.git(repository);
    if (repository.empty) throw new ApiError(409, 'Git Repository is empty.');
    const { commit } = await commitOf(host, repository, request.query.sha);
    const { path } = request.query;
    const within = isFilePath(path) ? path : undefined;
    const { limit, skip } = readPage(request.query);
    const [total, commits] = await Promise.all([
      countCommits(git, [commit], within),
      listCommits(git, [commit], { limit, skip, path: within }),
    ]);
    setPageHeaders(request, response, total);
    response.json(commits.map(c => presentCommit(host, repository, c)));
  });

  router.get(`${REPOSITORY}/git/commits/*`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const given = (request.params as Record<string, string>)[0];
    const [, ref, format] = /^(.*?)(?:\.(diff|patch))?$/s.exec(given)!;
    const { commit } = await commitOf(host, repository, ref);
    if (format) {
      response
        .type('text/plain')
        .send(await commitText(host, repository, commit, format));
      return;
    }
    response.json(await presentFullCommit(host, repository, commit));
  });

  router.get(`${REPOSITORY}/compare/*`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const git = host.git(repository);
    const [base, head] = (request.params as Record<string, string>)[0].split(
      /\.{2,3}/,
    );
    const before = await commitOf(host, repository, base);
    const after = await commitOf(host, repository, head);
    const range = [after.commit, `^${before.commit}`];
    const [total, commits, ancestor] = await Promise.all([
      countCommits(git, range),
      listCommits(git, range),
      mergeBase(git, before.commit, after.commit),
    ]);
    const files = ancestor
      ? await listChangedFiles(git, ancestor, after.commit)
      : [];
    response.json({
      total_commits: total,
      commits: commits.map(c => presentCommit(host, repository, c)),
      files: files.map(file =>
        presentChangedFile(host, repository, after.commit, file),
      ),
    });
  });

  router.get(`${REPOSITORY}/archive/*`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const [, ref, format] =
      /^(.+?)\.(tar\.gz|zip)$/s.exec(
        (request.params as Record<string, string>)[0],
      ) ?? [];
    if (!ref) {
      throw new ApiError(400, 'Unknown archive type: use .tar.gz or .zip');
    }
    const { commit } = await commitOf(host, repository, ref);
    await sendArchive(host, repository, commit, format, response);
  });

  return router;
}

/** A commit as a diff, or as `git format-patch` writes it. */
export async function commitText(
  host: Host,
  repository: RepositoryRecord,
  commit: string,
  format: string,
): Promise<string> {
  const git = host.git(repository);
  if (format === 'patch') {
    return git.text(['format-patch', '-1', '--root', '--stdout', commit]);
  }
  const parent = await git.text(['rev-list', '--parents', '-1', commit]);
  const base = parent.split(' ')[1] ?? EMPTY_TREE;
  return (await unifiedDiff(git, base, commit)).text;
}

/** Everything at a commit, in one folder that has the repository's name. */
async function sendArchive(
  host: Host,
  repository: RepositoryRecord,
  commit: string,
  format: string,
  response: Response,
): Promise<void> {
  const git = host.git(repository);
  const child = spawn(
    'git',
    [
      ...git.globalArguments,
      `--git-dir=${git.directory}`,
      'archive',
      `--format=${format}`,
      `--prefix=${repository.name.toLowerCase()}/`,
      commit,
    ],
    { env: gitEnvironment(), stdio: ['ignore', 'pipe', 'ignore'] },
  );
  response.on('close', () => child.kill());
  response.set({
    'Content-Type': format === 'zip' ? 'application/zip' : 'application/gzip',
    'Content-Disposition': `attachment; filename="${repository.name}.${format}"`,
  });
  child.stdout.pipe(response, { end: false });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // Half an archive must not look like a whole one.
  if (code === 0) response.end();
  else response.destroy();
}
