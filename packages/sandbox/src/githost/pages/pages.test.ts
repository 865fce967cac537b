import { git, TestHost } from '../__testUtils__/testHost';
import { isFromHere } from './sameOrigin';

let test: TestHost;

beforeAll(async () => {
  test = await TestHost.start();
});

afterAll(async () => {
  await test.stop();
});

const EVIL = `"><script>alert(1)</script><img src=x onerror=alert(2)>'`;

async function open(path: string) {
  const response = await fetch(`${test.url}${path}`);
  return { response, status: response.status, text: await response.text() };
}

const pullPath = (number: number) => `/platform/gitops/pulls/${number}`;

/** The hidden fields of a form of a page, with what a person chooses. */
function formOf(text: string, action: string, more: object = {}) {
  const form = text
    .split('<form')
    .find(part => part.includes(`/${action}"`))!
    .split('</form>')[0];
  const hidden = [...form.matchAll(/name="(\w+)"\s+value="(\w+)"/g)].map(
    ([, name, value]) => [name, value],
  );
  return { ...Object.fromEntries(hidden), ...more };
}

async function send(
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${test.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Origin: test.url,
      'Sec-Fetch-Site': 'same-origin',
      ...headers,
    },
    body: new URLSearchParams(form),
  });
  return { response, status: response.status, text: await response.text() };
}

const state = async (number: number) => {
  const { body } = await test.api('GET', `pulls/${number}`);
  return body.merged ? 'merged' : body.state;
};

describe('what others have written', () => {
  it('is never markup, script or a request to elsewhere', async () => {
    const number = await test.pull(
      'evil',
      { [`evil <b>'&".txt`]: `${EVIL}\n${EVIL}\n` },
      {
        title: `Title ${EVIL}`,
        body: `Body ${EVIL}\n\n[a](javascript:alert(3)) [b](data:text/html,x) [c](https://example.org/) ![d](https://example.org/p.png)\n<iframe src="//x">`,
      },
    );
    await test.api('POST', `issues/${number}/comments`, { body: EVIL });
    await test.api('POST', 'labels', {
      name: `l ${EVIL}`.slice(0, 50),
      color: '000000',
    });
    await test.api('POST', `issues/${number}/labels`, {
      labels: [(await test.api('GET', 'labels')).body[0].id],
    });
    const head = await test.host.head('platform', 'gitops', 'evil');
    await test.api('POST', `statuses/${head}`, {
      state: 'failure',
      context: EVIL,
      description: EVIL,
    });
    const bad = await test.api('POST', `statuses/${head}`, {
      state: 'success',
      target_url: 'data:text/html,x',
    });
    expect(bad.status).toBe(422);
    const file = encodeURIComponent(`evil <b>'&".txt`);
    for (const path of [
      pullPath(number),
      '/platform/gitops/pulls',
      '/platform/gitops/branches',
      '/platform/gitops/src/branch/evil',
      `/platform/gitops/src/branch/evil/${file}`,
      '/platform/gitops/commits/branch/evil',
      `/platform/gitops/commit/${head}`,
      '/platform/gitops/compare/main...evil',
      `/platform/gitops/src/branch/${encodeURIComponent(EVIL)}`,
      `/${encodeURIComponent(EVIL)}`,
      `/${encodeURIComponent(EVIL)}/x`,
    ]) {
      const { text, response } = await open(path);
      expect(text).not.toMatch(/<(script|img|iframe|b>')/i);
      expect(text).not.toMatch(/href="(javascript|data):/i);
      expect(text).toContain('<span class="sandbox">Sandbox</span>');
      expect(response.headers.get('content-security-policy')).toBe(
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
    }
    const { text } = await open(pullPath(number));
    expect(text).toContain('&lt;script&gt;alert(1)');
    expect(text).toContain(
      '<a href="https://example.org/" rel="noopener noreferrer nofollow">c</a>',
    );
    expect(text).toContain('Checks: failure');
    const raw = await open(`/platform/gitops/raw/branch/evil/${file}`);
    expect(raw.text).toContain('<script>');
    expect(raw.response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(raw.response.headers.get('content-security-policy')).toContain(
      'sandbox',
    );
  });
});

describe('pages', () => {
  it.each([
    ['/', 'platform/<b>gitops</b>'],
    ['/platform', 'platform/<b>gitops</b>'],
    ['/platform/gitops', 'README.md'],
    ['/platform/gitops/src/branch/main/claims', 'dev/'],
    ['/platform/gitops/src/branch/main/claims/dev/a.yaml', 'nodes: 1'],
    ['/platform/gitops/commits', 'Initial commit'],
    ['/platform/gitops/branches', 'protected'],
    ['/platform/gitops/pulls?state=closed', 'None.'],
    ['/platform/gitops/_edit/main/README.md', '# GitOps'],
  ])('%s shows %s', async (path, content) => {
    const { status, text } = await open(path);
    expect(status).toBe(200);
    expect(text).toContain(content);
    expect(text).toContain('You act as');
  });

  it.each([
    '/none',
    '/platform/none',
    '/platform/gitops/src/branch/none',
    '/platform/gitops/src/branch/main/none',
    '/platform/gitops/src/branch/main/..%2f..%2f..%2fetc%2fpasswd',
    '/platform/gitops/raw/branch/main/..%2fconfig',
    '/platform/gitops/raw/branch/main/.git/config',
    '/platform/gitops/src/commit/HEAD',
    '/platform/gitops/src/commit/--all/x',
    '/platform/gitops/commit/--output=x',
    '/platform/gitops/compare/--output=x...main',
    '/platform/gitops/pulls/999',
    '/platform/gitops/odd',
    '/assets/none.css',
  ])('%s is not found', async path => {
    expect(await open(path)).toMatchObject({
      status: 404,
      text: expect.stringContaining('Not found'),
    });
  });

  it('tell a branch with slashes from the path behind it', async () => {
    await test.branch('deep/er/branch', { 'deep/file.txt': 'here it is' });
    const { text } = await open(
      '/platform/gitops/src/branch/deep/er/branch/deep/file.txt',
    );
    expect(text).toContain('here it is');
  });
});

describe('the page of a pull request', () => {
  it('merges what was read, deletes the branch, and says so', async () => {
    const number = await test.pull('page-merge', { 'page.yaml': 'page: 1\n' });
    const before = await open(pullPath(number));
    expect(before.text).toMatch(/class="badge open">Open</);
    expect(before.text).toContain('No conflicts with');
    expect(before.text).toMatch(/<td class="sign">\+<\/td>/);
    expect(before.text).toContain('page: 1');
    const form = formOf(before.text, 'merge', {
      style: 'merge',
      delete: 'yes',
    });
    const sent = await send(`${pullPath(number)}/merge`, form);
    expect(sent.status).toBe(303);
    expect(sent.response.headers.get('location')).toBe(pullPath(number));
    const after = await open(pullPath(number));
    expect(after.text).toMatch(/class="badge merged">Merged</);
    expect(after.text).toMatch(/<b>Platform Engineer<\/b> merged this/);
    expect(after.text).toContain('(branch deleted)');
    expect(after.text).toContain('page: 1');
    expect(after.text).not.toContain('<form');
    expect(
      await test.host.head('platform', 'gitops', 'page-merge'),
    ).toBeUndefined();
    const again = await send(`${pullPath(number)}/merge`, form);
    expect(again.status).toBe(405);
    expect(again.text).toContain('The pull request is merged already.');
  });

  it('closes and reopens', async () => {
    const number = await test.pull('page-close', { c: 'c' });
    const first = await open(pullPath(number));
    await send(`${pullPath(number)}/close`, formOf(first.text, 'close'));
    expect(await state(number)).toBe('closed');
    const closed = await open(pullPath(number));
    expect(closed.text).toMatch(/class="badge closed">Closed</);
    await send(`${pullPath(number)}/reopen`, formOf(closed.text, 'reopen'));
    expect(await state(number)).toBe('open');
  });

  it('says which files are in conflict, and offers no merge', async () => {
    const change = (n: number) => ({
      'claims/dev/a.yaml': `name: a\nnodes: ${n}\n`,
    });
    const one = await test.pull('conflict-1', change(5));
    const two = await test.pull('conflict-2', change(6));
    const stale = await open(pullPath(two));
    await test.api('POST', `pulls/${one}/merge`, { Do: 'merge' });
    const { text } = await open(pullPath(two));
    expect(text).toContain('This cannot be merged: it conflicts with main.');
    expect(text).toContain('<code>claims/dev/a.yaml</code>');
    expect(text).not.toContain('/merge"');
    const sent = await send(
      `${pullPath(two)}/merge`,
      formOf(stale.text, 'merge', { style: 'merge' }),
    );
    expect(sent.status).toBe(405);
    expect(sent.text).toMatch(/role="alert"[^]*conflicts with main in claims/);
    expect(await state(two)).toBe('open');
  });

  it('does not merge what was pushed while it was read', async () => {
    const number = await test.pull('moving', { moving: '1' });
    const { text } = await open(pullPath(number));
    const folder = await test.clone('moving', '--branch=moving');
    await git(folder, 'commit', '-q', '--allow-empty', '-m', 'More');
    await git(folder, 'push', '-q', 'origin', 'HEAD');
    const sent = await send(
      `${pullPath(number)}/merge`,
      formOf(text, 'merge', { style: 'merge' }),
    );
    expect(sent.status).toBe(409);
    expect(sent.text).toContain(
      'New commits were pushed while you were reading',
    );
    expect(await state(number)).toBe('open');
  });

  it('takes forms of itself only', async () => {
    const number = await test.pull('guarded', { g: 'g' });
    const other = await test.pull('guarded-2', { g2: 'g' });
    const path = `${pullPath(number)}/merge`;
    const { text } = await open(pullPath(number));
    const form = formOf(text, 'merge', { style: 'merge' });
    const foreign = formOf((await open(pullPath(other))).text, 'merge');
    const attempts: Array<[object, Record<string, string>]> = [
      [form, { Origin: 'https://evil.example' }],
      [form, { Origin: 'null' }],
      [form, { Origin: 'http://127.0.0.1:1' }],
      [form, { 'Sec-Fetch-Site': 'cross-site' }],
      [form, { 'Sec-Fetch-Site': 'same-site' }],
      [{ ...form, token: '' }, {}],
      [{ ...form, token: '0'.repeat(64) }, {}],
      [{ ...form, token: foreign.token }, {}],
      [{ ...form, token: formOf(text, 'close').token }, {}],
      [{ style: 'merge' }, {}],
    ];
    for (const [fields, headers] of attempts) {
      const sent = await send(path, fields as Record<string, string>, headers);
      expect(sent.status).toBe(403);
      expect(sent.text).toContain('nothing was changed');
    }
    expect(await state(number)).toBe('open');
    expect((await send(path, form)).status).toBe(303);
    expect(await state(number)).toBe('merged');
  });

  it('does not choke on changes that are too many to show', async () => {
    const long = `${'x'.repeat(99)}\n`.repeat(12_000);
    const number = await test.pull('long', { long });
    const { status, text } = await open(pullPath(number));
    expect(status).toBe(200);
    expect(text).toContain('The changes are too many to show here.');
    expect(text.length).toBeLessThan(100_000);
    const diff = await open(`${pullPath(number)}.diff`);
    expect(diff.text.length).toBeGreaterThan(1_000_000);
  });
});

describe('isFromHere', () => {
  it.each([
    [{ host: '127.0.0.1:7020', origin: 'http://127.0.0.1:7020' }, true],
    [{ host: '[::1]:7020', origin: 'http://[::1]:7020' }, true],
    [{ host: 'localhost:7020', 'sec-fetch-site': 'same-origin' }, true],
    [{ host: '127.0.0.1:7020' }, true],
    [{ host: '127.0.0.1:7020', 'sec-fetch-site': 'none' }, false],
    [{ host: '127.0.0.1:7020', origin: 'http://localhost:7020' }, false],
    // A name that leads to this machine, so that another site looks like this one.
    [{ host: 'evil.example:7020', origin: 'http://evil.example:7020' }, false],
    [{ host: '', origin: 'null' }, false],
    [{ host: 'a b' }, false],
    [{}, false],
  ])('%j: %s', (headers, expected) => {
    expect(isFromHere(headers)).toBe(expected);
  });
});
