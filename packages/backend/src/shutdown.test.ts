import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';

const ROOT = join(resolvePackagePath('backend'), '../..');
const LIMIT_MS = 10_000;

jest.setTimeout(240_000);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function until(condition: () => Promise<boolean>) {
  while (!(await condition().catch(() => false))) {
    await new Promise(resolve => setTimeout(resolve, 250));
  }
}

describe('a portal that is told to end', () => {
  const directory = mkdtempSync(join(tmpdir(), 'portal-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('ends within 10 seconds with a browser open and its event bus polled', async () => {
    const port = await freePort();
    const config = join(directory, 'guest.json');
    writeFileSync(
      config,
      JSON.stringify({
        auth: {
          providers: { guest: { dangerouslyAllowOutsideDevelopment: true } },
        },
      }),
    );
    const portal = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        join(ROOT, 'packages/backend/dev/index.ts'),
        '--config',
        join(ROOT, 'app-config.yaml'),
        '--config',
        config,
      ],
      {
        cwd: join(ROOT, 'packages/backend'),
        env: {
          ...process.env,
          // Where it is development, Backstage cuts what it else waits for.
          NODE_ENV: 'production',
          PORTAL_PORT: String(port),
          PORTAL_DATABASE_DIRECTORY: directory,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const ended = once(portal, 'exit');
    try {
      let log = '';
      portal.stdout.on('data', text => (log += text));
      const url = `http://127.0.0.1:${port}`;
      await until(
        async () => (await fetch(`${url}/.backstage/health/v1/readiness`)).ok,
      );
      const identity: any = await (
        await fetch(`${url}/api/auth/guest/refresh`)
      ).json();
      // By this the backend tells that it has signals (checkPlugin.ts).
      expect((await fetch(`${url}/api/signals/health`)).status).toBe(200);
      // A browser: connections that it keeps, and the socket of signals.
      const agent = new Agent({ keepAlive: true, timeout: 0 });
      await new Promise(resolve =>
        get(`${url}/api/catalog/entities`, { agent }, answer =>
          answer.resume().on('end', resolve),
        ),
      );
      const socket = new WebSocket(
        `${url.replace('http', 'ws')}/api/signals`,
        identity.backstageIdentity.token,
      );
      await new Promise((resolve, reject) => {
        socket.onopen = resolve;
        socket.onerror = reject;
      });
      // Its plugins poll the event bus, each from the moment that it has subscribed. A poll is logged when it is over.
      await until(async () => /PUT [^"]*\/subscriptions\//.test(log));
      await new Promise(resolve => setTimeout(resolve, 2_000));

      const begun = Date.now();
      portal.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
      expect(Date.now() - begun).toBeLessThan(LIMIT_MS);
      agent.destroy();
    } finally {
      portal.kill('SIGKILL');
    }
  });
});
