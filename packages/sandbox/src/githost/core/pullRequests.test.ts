import { ENGINEER, git, PORTAL, TestHost } from '../__testUtils__/testHost';

let test: TestHost;

beforeEach(async () => {
  test = await TestHost.start();
});

afterEach(async () => {
  await test.stop();
});

const get = async (number: number) =>
  (await test.api('GET', `pulls/${number}`)).body;

describe('a pull request', () => {
  it('has the fields of Gitea', async () => {
    const label = await test.api('POST', 'labels', {
      name: 'cluster',
      color: '#00AABB',
    });
    const number = await test.pull(
      'request/a',
      { 'claims/dev/new.yaml': 'name: new\n', 'README.md': undefined },
      { labels: [label.body.id, 999], reviewers: ['engineer'] },
    );
    const main = await test.host.head('platform', 'gitops', 'main');
    expect(await get(number)).toMatchObject({
      number: 1,
      html_url: `${test.url}/platform/gitops/pulls/1`,
      state: 'open',
      title: 'Pull request/a',
      body: 'text',
      user: { login: 'portal' },
      labels: [{ name: 'cluster', color: '00aabb' }],
      requested_reviewers: [{ login: 'engineer' }],
      mergeable: true,
      merged: false,
      merged_at: null,
      merge_commit_sha: null,
      merge_base: main,
      closed_at: null,
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      head: {
        label: 'request/a',
        ref: 'request/a',
        sha: await test.host.head('platform', 'gitops', 'request/a'),
        repo: { full_name: 'platform/gitops' },
      },
      base: { label: 'main', ref: 'main', sha: main },
    });
    const files = await test.api('GET', `pulls/${number}/files`);
    expect(files.body).toMatchObject([
      { filename: 'README.md', status: 'deleted', deletions: 1 },
      { filename: 'claims/dev/new.yaml', status: 'added', additions: 1 },
    ]);
    expect(
      (await test.api('GET', `pulls/${number}/commits`)).body,
    ).toHaveLength(1);
    for (const path of [
      `${test.url}/platform/gitops/pulls/${number}.diff`,
      `${test.url}/api/v1/repos/platform/gitops/pulls/${number}.diff`,
    ]) {
      const diff = await fetch(path);
      expect(diff.headers.get('content-type')).toMatch(/^text\/plain/);
      expect(await diff.text()).toContain('+name: new\n');
    }
    const patch = await test.api('GET', `pulls/${number}.patch`);
    expect(patch.body).toMatch(/^From [0-9a-f]{40} [^]*Subject: \[PATCH\]/);
    expect((await test.api('GET', 'pulls/main/request/a')).body.number).toBe(
      number,
    );
  });

  it.each<[string, object, number, RegExp]>([
    ['an unknown head', { head: 'none' }, 404, /^not found$/],
    ['an unknown base', { base: 'none' }, 404, /^not found$/],
    ['a fork', { head: 'mallory:x' }, 404, /no forks/],
    ['the same branches', { head: 'main' }, 422, /no changes/],
    ['no title', { title: ' ' }, 422, /\[Title\]/],
    ['a title that is none', { title: { a: 1 } }, 422, /\[Title\]/],
    ['a title too long', { title: 'x'.repeat(256) }, 422, /\[Title\]/],
    ['a body too long', { body: 'x'.repeat(70_000) }, 422, /\[Body\]/],
    ['labels by name', { labels: ['x'] }, 422, /\[Labels\]/],
    [
      'an unknown reviewer',
      { reviewers: ['nobody'] },
      404,
      /^User 'nobody' not exist$/,
    ],
    [
      'an unknown assignee',
      { assignees: ['nobody'] },
      422,
      /^Assignee does not exist: .* name: nobody/,
    ],
  ])('is not opened with %s', async (_, more, status, message) => {
    await test.branch('x', { x: 'x' });
    const answer = await test.api('POST', 'pulls', {
      head: 'x',
      base: 'main',
      title: 't',
      ...more,
    });
    expect(answer).toMatchObject({
      status,
      body: { message: expect.stringMatching(message) },
    });
    expect((await test.api('GET', 'pulls?state=all')).body).toEqual([]);
  });

  it('is opened once for the same branches, however many ask at once', async () => {
    await test.branch('x', { x: 'x' });
    const open = (head = 'x') =>
      test.api('POST', 'pulls', { head, base: 'main', title: 't' });
    const answers = await Promise.all(Array.from({ length: 6 }, () => open()));
    expect(answers.map(a => a.status).sort()).toEqual([
      201, 409, 409, 409, 409, 409,
    ]);
    expect(answers.find(a => a.status === 409)!.body.message).toMatch(
      /^pull request already exists for these targets \[id: \d+, issue_id: 1, /,
    );
    expect((await open('platform:x')).status).toBe(409);
    await test.api('PATCH', 'pulls/1', { state: 'closed' });
    expect((await open()).status).toBe(201);
    const reopened = await test.api('PATCH', 'pulls/1', { state: 'open' });
    expect(reopened.status).toBe(409);
  });

  it('is edited, closed, reopened, commented and labelled', async () => {
    const number = await test.pull('x', { x: 'x' });
    const edited = await test.api('PATCH', `pulls/${number}`, {
      title: 'Better',
      body: '',
    });
    expect(edited).toMatchObject({
      status: 201,
      body: { title: 'Better', body: '', state: 'open' },
    });
    await test.api('PATCH', `pulls/${number}`, { state: 'closed' });
    expect(await get(number)).toMatchObject({
      state: 'closed',
      merged: false,
      mergeable: false,
      closed_at: expect.any(String),
    });
    const closedMerge = await test.api('POST', `pulls/${number}/merge`, {});
    expect(closedMerge.status).toBe(404);
    await test.api('PATCH', `pulls/${number}`, { state: 'open' });
    expect(await get(number)).toMatchObject({ state: 'open', closed_at: null });
    expect(
      (await test.api('PATCH', `pulls/${number}`, { state: 'odd' })).status,
    ).toBe(422);
    expect(
      (await test.api('PATCH', `pulls/${number}`, { base: 'none' })).status,
    ).toBe(404);

    const comment = await test.api('POST', `issues/${number}/comments`, {
      body: 'Hello',
    });
    expect(comment).toMatchObject({
      status: 201,
      body: { body: 'Hello', user: { login: 'portal' } },
    });
    const comments = await test.api('GET', `issues/${number}/comments`);
    expect(comments.body).toHaveLength(1);

    await test.api('POST', 'labels', { name: 'cluster', color: '#0b57d0' });
    const labels = `issues/${number}/labels`;
    expect(
      (await test.api('POST', labels, { labels: ['cluster'] })).body,
    ).toMatchObject([{ name: 'cluster' }]);
    expect((await test.api('POST', labels, { labels: ['none'] })).status).toBe(
      422,
    );
    expect((await test.api('DELETE', `${labels}/cluster`)).status).toBe(204);
    expect((await test.api('GET', labels)).body).toEqual([]);
    const reviewers = `pulls/${number}/requested_reviewers`;
    expect(
      (await test.api('POST', reviewers, { reviewers: ['engineer'] })).status,
    ).toBe(201);
    expect((await get(number)).requested_reviewers).toHaveLength(1);
    expect((await test.api('GET', `issues/${number}`)).body).toMatchObject({
      comments: 1,
      pull_request: { merged: false },
    });
  });

  it('is listed by state and page, in several orders', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      await test.pull(name, { [name]: name });
    }
    await test.api('PATCH', 'pulls/2', { state: 'closed' });
    const numbers = async (query: string) => {
      const answer = await test.api('GET', `pulls${query}`);
      return [
        answer.body.map((p: any) => p.number),
        answer.headers.get('x-total-count'),
      ];
    };
    expect(await numbers('')).toEqual([[4, 3, 1], '3']);
    expect(await numbers('?state=closed')).toEqual([[2], '1']);
    expect(await numbers('?state=all&limit=3')).toEqual([[4, 3, 2], '4']);
    expect(await numbers('?state=all&limit=3&page=2')).toEqual([[1], '4']);
    expect(await numbers('?state=all&page=9')).toEqual([[], '4']);
    expect(await numbers('?sort=oldest')).toEqual([[1, 3, 4], '3']);
    expect(await numbers('?state=all&sort=recentupdate&limit=1')).toEqual([
      [2],
      '4',
    ]);
    const { headers } = await test.api('GET', 'pulls?limit=1&page=2');
    expect(headers.get('link')).toMatch(
      /page=3>; rel="next",.*page=3>; rel="last",.*page=1>; rel="first",.*page=1>; rel="prev"/,
    );
  });
});

describe('a merge', () => {
  async function history(...format: string[]): Promise<string> {
    const folder = await test.clone(`clone${Math.random()}`);
    return git(folder, 'log', '--first-parent', ...format);
  }

  it.each([
    ['merge', ['Merge pull request', 'Initial commit'], 2],
    ['squash', ['Pull x (#1)', 'Initial commit'], 1],
    ['rebase', ['Two', 'One', 'Initial commit'], 1],
  ])('by %s puts the commits on main', async (style, subjects, parents) => {
    await test.branch('x', { one: '1' });
    await test.api('POST', 'contents/two', {
      branch: 'x',
      content: '',
      message: 'Two',
      author: { name: 'Ada', email: 'ada@example.org' },
    });
    await test.api('POST', 'pulls', {
      head: 'x',
      base: 'main',
      title: 'Pull x',
    });
    // Main moves on, so that a rebase has something to do.
    const other = await test.pull('y', { three: '3' });
    await test.api('POST', `pulls/${other}/merge`, { Do: 'squash' });
    const pushed: string[] = [];
    test.host.onPush(({ branch, commit }) =>
      pushed.push(`${branch} ${commit}`),
    );

    const answer = await test.api(
      'POST',
      'pulls/1/merge',
      { Do: style, delete_branch_after_merge: true },
      ENGINEER,
    );
    expect(answer.status).toBe(200);
    const main = await test.host.head('platform', 'gitops', 'main');
    expect(pushed).toEqual([`main ${main}`]);
    expect(await get(1)).toMatchObject({
      state: 'closed',
      merged: true,
      merged_at: expect.any(String),
      merged_by: { login: 'engineer' },
      merge_commit_sha: main,
      head: { label: 'x', ref: 'refs/pull/1/head' },
    });
    expect(await test.host.head('platform', 'gitops', 'x')).toBeUndefined();
    expect((await test.api('GET', 'pulls/1/merge')).status).toBe(204);
    const files = await test.host.readFiles('platform', 'gitops', 'main', '');
    expect(files).toMatchObject({ one: '1', two: '', three: '3' });
    const lines = (await history('--format=%s|%P')).split('\n');
    expect(lines[0].split('|')[1].split(' ')).toHaveLength(parents);
    const first = subjects[0] === 'Two' ? 'Two' : subjects[0];
    expect(lines[0]).toContain(first);
    expect((await test.api('GET', 'pulls/1/files')).body).toHaveLength(2);
    const again = await test.api('POST', 'pulls/1/merge', { Do: style });
    expect(again.status).toBe(405);
    const close = await test.api('PATCH', 'pulls/1', { state: 'closed' });
    expect(close.status).toBe(412);
  });

  it('keeps authors when it rebases, and names who merged', async () => {
    await test.branch('x', { one: '1' });
    await test.api('POST', 'contents/two', {
      branch: 'x',
      content: '',
      message: 'Two',
      author: { name: 'Ada', email: 'ada@example.org' },
    });
    await test.api('POST', 'pulls', { head: 'x', base: 'main', title: 't' });
    const other = await test.pull('y', { three: '3' });
    await test.api('POST', `pulls/${other}/merge`, { Do: 'squash' });
    await test.api('POST', 'pulls/1/merge', { Do: 'rebase' }, ENGINEER);
    expect(await history('-2', '--format=%s|%an|%cn')).toBe(
      'Two|Ada|Platform Engineer\nChange one|Developer portal|Platform Engineer',
    );
  });

  it('is refused where both sides have changed the same lines', async () => {
    const change = (nodes: number) => ({
      'claims/dev/a.yaml': `name: a\nnodes: ${nodes}\n`,
    });
    const one = await test.pull('one', change(2));
    const two = await test.pull('two', change(3));
    expect((await get(two)).mergeable).toBe(true);
    await test.api('POST', `pulls/${one}/merge`, { Do: 'merge' });
    const main = await test.host.head('platform', 'gitops', 'main');
    expect((await get(two)).mergeable).toBe(false);
    for (const style of ['merge', 'squash', 'rebase']) {
      const answer = await test.api('POST', `pulls/${two}/merge`, {
        Do: style,
      });
      expect(answer).toMatchObject({
        status: 405,
        body: {
          message: expect.stringMatching(
            /conflicts with main in claims\/dev\/a\.yaml: merge main into two/,
          ),
        },
      });
    }
    expect(await test.host.head('platform', 'gitops', 'main')).toBe(main);
    expect(await get(two)).toMatchObject({ state: 'open', merged: false });

    // Resolved by its author, it can be merged.
    const folder = await test.clone('work', '--branch=two');
    await git(folder, 'merge', '-q', '-X', 'ours', 'origin/main');
    await git(folder, 'push', '-q', 'origin', 'HEAD');
    expect((await get(two)).mergeable).toBe(true);
    const merged = await test.api('POST', `pulls/${two}/merge`, {
      Do: 'merge',
    });
    expect(merged.status).toBe(200);
    const files = await test.host.readFiles(
      'platform',
      'gitops',
      'main',
      'claims/dev',
    );
    expect(files).toEqual(change(3));
  });

  it.each<[string, object, object, number]>([
    ['an unknown style', {}, { Do: 'fast-forward-only' }, 405],
    ['work in progress', { title: 'WIP: x' }, { Do: 'merge' }, 405],
    ['another head than was read', {}, { head_commit_id: '0'.repeat(40) }, 409],
  ])('is refused for %s', async (_, more, body, status) => {
    const number = await test.pull('x', { x: 'x' }, more);
    const answer = await test.api('POST', `pulls/${number}/merge`, body);
    expect(answer.status).toBe(status);
    expect((await get(number)).merged).toBe(false);
  });

  it('is refused where there is nothing to merge', async () => {
    await test.api('POST', 'branches', { new_branch_name: 'same' });
    await test.api('POST', 'pulls', { head: 'same', base: 'main', title: 't' });
    expect(await get(1)).toMatchObject({ mergeable: false });
    expect(await test.api('POST', 'pulls/1/merge', {})).toMatchObject({
      status: 405,
      body: { message: expect.stringContaining('nothing to merge') },
    });
  });

  it('of many at once puts all of them on main, each once', async () => {
    const numbers = [];
    for (const n of [1, 2, 3, 4]) {
      numbers.push(await test.pull(`b${n}`, { [`f${n}`]: `${n}` }));
    }
    const answers = await Promise.all(
      [...numbers, ...numbers].map(number =>
        test.api('POST', `pulls/${number}/merge`, { Do: 'merge' }),
      ),
    );
    expect(answers.filter(a => a.status === 200)).toHaveLength(4);
    expect(answers.filter(a => a.status === 405)).toHaveLength(4);
    const files = await test.host.readFiles('platform', 'gitops', 'main', '');
    expect(files).toMatchObject({ f1: '1', f2: '2', f3: '3', f4: '4' });
    expect((await history('--format=%s')).split('\n')).toHaveLength(5);
  });

  it('keeps a branch that another pull request needs', async () => {
    const number = await test.pull('x', { x: 'x' });
    await test.api('POST', 'branches', { new_branch_name: 'next' });
    await test.api('POST', 'pulls', { head: 'x', base: 'next', title: 't' });
    await test.api('POST', `pulls/${number}/merge`, {
      delete_branch_after_merge: true,
    });
    expect(await test.host.head('platform', 'gitops', 'x')).toBeDefined();
  });
});

describe('after a restart', () => {
  it('everything is as it was', async () => {
    const one = await test.pull('one', { one: '1' });
    await test.pull('two', { two: '2' });
    await test.api('POST', 'labels', { name: 'l', color: '112233' });
    await test.api('POST', `pulls/${one}/merge`, { Do: 'squash' });
    const before = await test.api('GET', 'pulls?state=all');
    await test.restart();
    expect((await test.api('GET', 'pulls?state=all')).body).toEqual(
      before.body,
    );
    expect((await test.api('GET', 'labels')).body).toHaveLength(1);
    const next = await test.pull('three', { three: '3' });
    expect(next).toBe(3);
    const main = await test.host.head('platform', 'gitops', 'main');
    const folder = await test.clone('work');
    await git(folder, 'commit', '-q', '--allow-empty', '-m', 'x');
    await expect(
      git(folder, 'push', test.remote(PORTAL), 'HEAD:main'),
    ).rejects.toThrow(/protected branch main/);
    expect(await test.host.head('platform', 'gitops', 'main')).toBe(main);
  });
});
