import { ENGINEER, TestHost } from '../__testUtils__/testHost';

let test: TestHost;

beforeEach(async () => {
  test = await TestHost.start();
});

afterEach(async () => {
  await test.stop();
});

const MERGE = { Do: 'merge', merge_when_checks_succeed: true };
const get = async (number: number) =>
  (await test.api('GET', `pulls/${number}`)).body;
const page = async (number: number) =>
  (await fetch(`${test.url}/platform/gitops/pulls/${number}`)).text();

describe('a pull request that is to merge by itself', () => {
  it('waits for a person if main is protected, and says so', async () => {
    const number = await test.pull('a', { 'a.yaml': 'a\n' });
    const main = await test.host.head('platform', 'gitops', 'main');
    expect(
      await test.api('POST', `pulls/${number}/merge`, MERGE),
    ).toMatchObject({ status: 201 });
    expect((await get(number)).merged).toBe(false);
    expect(await test.host.head('platform', 'gitops', 'main')).toBe(main);
    expect(await page(number)).toMatch(
      /Developer portal<\/b> has set this to merge by\s+itself\. It waits for an approval/,
    );
    expect(
      await test.api('POST', `pulls/${number}/merge`, MERGE),
    ).toMatchObject({
      status: 409,
      body: { message: expect.stringMatching(/already scheduled/) },
    });

    // A check that succeeds is no approval.
    const { sha } = (await get(number)).head;
    await test.api('POST', `statuses/${sha}`, { state: 'success' });
    expect((await get(number)).merged).toBe(false);

    await test.restart();
    expect(await page(number)).toContain('It waits for an approval');
    const merged = await test.api(
      'POST',
      `pulls/${number}/merge`,
      { Do: 'merge' },
      ENGINEER,
    );
    expect(merged.status).toBe(200);
    expect(await get(number)).toMatchObject({
      merged: true,
      merged_by: { login: 'engineer' },
    });
  });

  it('can be held back again', async () => {
    const number = await test.pull('a', { 'a.yaml': 'a\n' });
    await test.api('POST', `pulls/${number}/merge`, MERGE);
    const cancel = () => test.api('DELETE', `pulls/${number}/merge`);
    expect((await cancel()).status).toBe(204);
    expect(await page(number)).not.toContain('merge by itself');
    expect((await cancel()).status).toBe(404);
  });

  it.each([
    ['a draft', { title: 'WIP: not yet' }, 405],
    ['a closed one', { state: 'closed' }, 404],
  ])('is not %s', async (_, edit, status) => {
    const number = await test.pull('a', { 'a.yaml': 'a\n' });
    await test.api('PATCH', `pulls/${number}`, edit);
    expect(
      await test.api('POST', `pulls/${number}/merge`, MERGE),
    ).toMatchObject({ status });
  });

  describe('into a branch without protection', () => {
    const open = async () => {
      await test.api('POST', 'branches', { new_branch_name: 'free' });
      await test.branch('a', { 'a.yaml': 'a\n' });
      const { body } = await test.api('POST', 'pulls', {
        head: 'a',
        base: 'free',
        title: 'Add a',
      });
      return body.number as number;
    };

    it('merges at once where nothing is missing', async () => {
      const number = await open();
      expect(
        (await test.api('POST', `pulls/${number}/merge`, MERGE)).status,
      ).toBe(200);
      expect((await get(number)).merged).toBe(true);
    });

    it('waits for its checks', async () => {
      const number = await open();
      const { sha } = (await get(number)).head;
      const check = (context: string, state: string) =>
        test.api('POST', `statuses/${sha}`, { context, state });
      await check('lint', 'pending');
      await check('policy', 'failure');
      expect(
        (await test.api('POST', `pulls/${number}/merge`, MERGE)).status,
      ).toBe(201);
      expect(await page(number)).toContain('It waits for its checks');
      await check('lint', 'success');
      expect((await get(number)).merged).toBe(false);
      await check('policy', 'success');
      expect((await get(number)).merged).toBe(true);
    });
  });
});

describe('a pull request', () => {
  it('is shown as a draft by its title', async () => {
    const number = await test.pull('a', { 'a.yaml': 'a\n' });
    await test.api('PATCH', `pulls/${number}`, { title: 'WIP: Add a' });
    expect(await get(number)).toMatchObject({ draft: true, mergeable: false });
    expect(await page(number)).toContain('>Draft</span>');
    await test.api('PATCH', `pulls/${number}`, { title: 'Add a' });
    expect(await get(number)).toMatchObject({ draft: false, mergeable: true });
    expect(await page(number)).toContain('>Open</span>');
  });

  it('is assigned as the issue that it is, too', async () => {
    const number = await test.pull('a', { 'a.yaml': 'a\n' });
    const assigned = await test.api('PATCH', `issues/${number}`, {
      assignees: ['engineer'],
    });
    expect(assigned).toMatchObject({
      status: 201,
      body: { number, assignees: [{ login: 'engineer' }] },
    });
    expect(await get(number)).toMatchObject({
      title: 'Pull a',
      assignees: [{ login: 'engineer' }],
    });
    expect(
      await test.api('PATCH', `issues/${number}`, { assignees: ['nobody'] }),
    ).toMatchObject({
      // Gitea 1.26, too.
      status: 500,
      body: { message: '' },
    });
  });

  it('knows no teams that could review it', async () => {
    const number = await test.pull('a', { 'a.yaml': 'a\n' });
    expect(
      await test.api('POST', `pulls/${number}/requested_reviewers`, {
        team_reviewers: ['platform-team'],
      }),
    ).toMatchObject({
      status: 404,
      body: { message: expect.stringMatching(/platform-team/) },
    });
  });
});
