import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINEER, TestHost, USERS } from './__testUtils__/testHost';
import { Host } from './core/Host';
import { createRepository } from './core/repositories';
import { Users } from './core/Users';
import { StateFile } from './state/StateFile';
import { Webhooks } from './webhooks';

interface Delivery {
  headers: Record<string, any>;
  raw: string;
  body: any;
}

/** Somebody who is told; `answer` gives the status for each attempt. */
class Receiver {
  readonly seen: Delivery[] = [];
  answer: (attempt: number) => number = () => 204;
  #waiting: Array<() => void> = [];
  #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      let raw = '';
      request.on('data', chunk => {
        raw += chunk;
      });
      request.on('end', () => {
        const { headers } = request;
        this.seen.push({ headers, raw, body: JSON.parse(raw) });
        response.writeHead(this.answer(this.seen.length)).end();
        this.#waiting.splice(0).forEach(wake => wake());
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>(resolve => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/hook?key=s3cret`;
  }

  /** Settles once this many have come. */
  async count(wanted: number): Promise<Delivery[]> {
    while (this.seen.length < wanted) {
      await new Promise<void>(resolve => {
        this.#waiting.push(resolve);
      });
    }
    return this.seen;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

let receiver: Receiver;
let url: string;
let test: TestHost | undefined;

beforeEach(async () => {
  receiver = new Receiver();
  url = await receiver.listen();
});

afterEach(async () => {
  await test?.stop();
  test = undefined;
  receiver.close();
});

const names = (seen: Delivery[]) =>
  seen.map(({ headers, body }) =>
    [headers['x-gitea-event'], body.action ?? body.ref].join(' '),
  );

describe('webhooks', () => {
  it('tell of pushes and pull requests, in order, as Gitea does', async () => {
    test = await TestHost.start({
      webhookUrl: url,
      webhookSecret: 'hook-s3cret',
    });
    const number = await test.pull('x', { 'new.yaml': 'x' });
    await test.api('POST', 'contents/more', { branch: 'x', content: '' });
    await test.api('PATCH', `pulls/${number}`, { state: 'closed' });
    await test.api('PATCH', `pulls/${number}`, { state: 'open' });
    await test.api('POST', `pulls/${number}/merge`, { Do: 'merge' }, ENGINEER);
    const seen = await receiver.count(9);
    expect(names(seen)).toEqual([
      'push refs/heads/main',
      'push refs/heads/x',
      'pull_request opened',
      'pull_request synchronized',
      'push refs/heads/x',
      'pull_request closed',
      'pull_request reopened',
      'push refs/heads/main',
      'pull_request closed',
    ]);
    const [, push, opened] = seen;
    expect(push.body).toMatchObject({
      before: '0'.repeat(40),
      after: expect.stringMatching(/^[0-9a-f]{40}$/),
      commits: [{ added: ['new.yaml'], author: { username: 'portal' } }, {}],
      repository: { full_name: 'platform/gitops' },
      pusher: { login: 'portal' },
    });
    expect(opened.body).toMatchObject({
      number,
      pull_request: { state: 'open', merged: false, head: { ref: 'x' } },
      repository: { full_name: 'platform/gitops' },
      sender: { login: 'portal' },
    });
    expect(seen[8].body).toMatchObject({
      pull_request: { merged: true, merged_by: { login: 'engineer' } },
      sender: { login: 'engineer' },
    });
    expect(seen[5].body.pull_request).toMatchObject({
      state: 'closed',
      merged: false,
    });
    for (const { headers, raw } of seen) {
      expect(headers['x-github-event']).toBe(headers['x-gitea-event']);
      expect(headers['content-type']).toBe('application/json');
      const signature = createHmac('sha256', 'hook-s3cret')
        .update(raw)
        .digest('hex');
      expect(headers['x-gitea-signature']).toBe(signature);
      expect(headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
      expect(raw).not.toContain('t0ken');
    }
  });

  it('of a repository are signed with its secret, which is never shown', async () => {
    test = await TestHost.start();
    const create = (body: object, token?: string) =>
      test!.api('POST', 'hooks', body, token);
    const config = { url, content_type: 'json', secret: 'own-s3cret' };
    const hook = { type: 'gitea', active: true, events: ['push'], config };
    expect((await create(hook)).status).toBe(403);
    for (const bad of [
      { ...config, url: 'https://example.org/' },
      { ...config, url: 'file:///etc/passwd' },
      { ...config, url: 'http://127.0.0.1.example.org/' },
      {},
    ]) {
      const refused = await create({ ...hook, config: bad }, ENGINEER);
      expect(refused.status).toBe(422);
    }
    const made = await create(hook, ENGINEER);
    expect(made.status).toBe(201);
    expect(JSON.stringify(made.body)).not.toContain('own-s3cret');
    await test.pull('x', { x: 'x' });
    await test.pull('y', { y: 'y' });
    const [{ headers, raw }] = await receiver.count(2);
    expect(names(receiver.seen)).toEqual([
      'push refs/heads/x',
      'push refs/heads/y',
    ]);
    expect(headers['x-gitea-signature']).toBe(
      createHmac('sha256', 'own-s3cret').update(raw).digest('hex'),
    );
    const gone = await test.api(
      'DELETE',
      `hooks/${made.body.id}`,
      undefined,
      ENGINEER,
    );
    expect(gone.status).toBe(204);
  });

  it('try again, keep the order, and are not signed without a secret', async () => {
    receiver.answer = attempt => (attempt === 1 ? 500 : 204);
    test = await TestHost.start({ webhookUrl: url });
    await test.branch('x', { x: 'x' });
    const seen = await receiver.count(3);
    expect(names(seen)).toEqual([
      'push refs/heads/main',
      'push refs/heads/main',
      'push refs/heads/x',
    ]);
    expect(seen[0].headers['x-gitea-delivery']).toBe(
      seen[1].headers['x-gitea-delivery'],
    );
    expect(seen[0].headers['x-gitea-signature']).toBeUndefined();
  });

  it('are given up with one line that has no secret in it, and go on', async () => {
    receiver.answer = attempt => (attempt <= 3 ? 500 : 204);
    const directory = await mkdtemp(join(tmpdir(), 'githost-'));
    const lines: string[] = [];
    const file = new StateFile(join(directory, 'gitea.json'));
    const users = new Users(file, USERS);
    const host = new Host(directory, file, users, line => lines.push(line), 0);
    const webhooks = new Webhooks(host, { url, backOffMs: [1, 1] });
    try {
      const doer = users.pageUser;
      const repository = await createRepository(
        host,
        { owner: 'engineer', name: 'x', files: { a: 'a' } },
        doer,
      );
      const after = await host.git(repository).text(['rev-parse', 'HEAD']);
      for (const branch of ['one', 'two']) {
        const change = { branch, before: '0'.repeat(40), after };
        host.events.emit('push', repository, change, doer);
      }
      const seen = await receiver.count(4);
      expect(names(seen)).toEqual([
        'push refs/heads/one',
        'push refs/heads/one',
        'push refs/heads/one',
        'push refs/heads/two',
      ]);
      expect(lines).toEqual([
        `webhook push to ${new URL(url).origin} is given up: it answers 500`,
      ]);
    } finally {
      webhooks.close();
      await rm(directory, { recursive: true, force: true });
    }
  });
});
