import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

jest.setTimeout(240_000);

const SECRET = 's3cret-of-the-webhook';
const body = JSON.stringify({ action: 'opened', object_kind: 'merge_request' });
const hex = (secret: string, text = body) =>
  createHmac('sha256', secret).update(text).digest('hex');

const TOPICS = [
  'azureDevOps',
  'bitbucketCloud',
  'bitbucketServer',
  'gitea',
  'github',
  'gitlab',
];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** A backend with the portal's modules for webhooks, in a process of its own. */
class Receiver {
  #log = '';
  #child?: ChildProcess;
  #url = '';
  readonly #directory = mkdtempSync(join(tmpdir(), 'webhooks-'));

  async start(modules: object) {
    const port = await freePort();
    this.#url = `http://127.0.0.1:${port}`;
    const config = join(this.#directory, 'app-config.json');
    writeFileSync(
      config,
      JSON.stringify({
        app: { baseUrl: this.#url },
        backend: {
          baseUrl: this.#url,
          listen: { host: '127.0.0.1', port },
          database: { client: 'better-sqlite3', connection: ':memory:' },
        },
        events: { http: { topics: TOPICS }, modules },
      }),
    );
    this.#child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        require.resolve('./__testUtils__/webhookReceiver'),
        '--config',
        config,
      ],
      {
        env: { ...process.env, TOPICS: TOPICS.join(',') },
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      },
    );
    this.#child.stdout!.on('data', text => (this.#log += text));
    const ready = `${this.#url}/.backstage/health/v1/readiness`;
    while (
      !(await fetch(ready).then(
        ({ ok }) => ok,
        () => false,
      ))
    ) {
      await new Promise(resolve => setTimeout(resolve, 250));
    }
  }

  /** Status of the answer to a webhook. */
  async post(topic: string, headers: Record<string, string>) {
    const { status } = await fetch(`${this.#url}/api/events/http/${topic}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return status;
  }

  /** Topics of the events that came through since the last call. */
  received(): string[] {
    const topics = [...this.#log.matchAll(/^received (.*)$/gm)].map(m => m[1]);
    this.#log = '';
    return topics;
  }

  async stop() {
    if (this.#child) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#directory, { recursive: true });
  }
}

const signed: Record<string, Record<string, string>> = {
  azureDevOps: { 'x-ado-webhook-secret': SECRET },
  bitbucketCloud: { 'x-hub-signature': `sha256=${hex(SECRET)}` },
  bitbucketServer: { 'x-hub-signature': `sha256=${hex(SECRET)}` },
  gitea: { 'x-gitea-signature': hex(SECRET) },
  github: {
    'x-hub-signature-256': `sha256=${hex(SECRET)}`,
    'x-github-event': 'pull_request',
  },
  gitlab: { 'x-gitlab-token': SECRET },
};

describe('webhooks with a secret', () => {
  const backend = new Receiver();
  beforeAll(() =>
    backend.start(
      Object.fromEntries(
        TOPICS.map(topic => [topic, { webhookSecret: SECRET }]),
      ),
    ),
  );
  afterAll(() => backend.stop());

  it.each(TOPICS)('takes a signed one of %s', async topic => {
    expect(await backend.post(topic, signed[topic])).toBe(202);
    expect(backend.received()).toEqual([topic]);
  });

  it.each(TOPICS)('refuses an unsigned one of %s', async topic => {
    expect(await backend.post(topic, {})).toBe(403);
    expect(backend.received()).toEqual([]);
  });

  it.each(TOPICS)(
    'refuses one of %s that is signed with another secret or for another body',
    async topic => {
      const forgeries = Object.entries(signed[topic]).flatMap(
        ([header, value]) =>
          header === 'x-github-event'
            ? []
            : [
                value.replace(SECRET, 'another'),
                value.replace(hex(SECRET), hex('another')),
                value.replace(hex(SECRET), hex(SECRET, '{}')),
                `${value}0`,
              ]
                .filter(forged => forged !== value)
                .map(forged => ({ ...signed[topic], [header]: forged })),
      );
      expect(forgeries.length).toBeGreaterThan(1);
      for (const headers of forgeries) {
        expect(await backend.post(topic, headers)).toBe(403);
      }
      expect(backend.received()).toEqual([]);
    },
  );
});

describe('webhooks without a secret', () => {
  const backend = new Receiver();
  beforeAll(() => backend.start({}));
  afterAll(() => backend.stop());

  it('are taken', async () => {
    for (const topic of TOPICS) expect(await backend.post(topic, {})).toBe(202);
    expect(backend.received()).toEqual(TOPICS);
  });
});
