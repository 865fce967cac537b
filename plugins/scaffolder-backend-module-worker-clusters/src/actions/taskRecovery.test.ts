import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { mockCredentials } from '@backstage/backend-test-utils';
import { ENTITIES, REPOSITORY_FILES } from '../__testUtils__/platform';
import type { PortalProcessOptions } from '../__testUtils__/portalProcess';
import { SandboxHost } from '../__testUtils__/SandboxHost';

jest.setTimeout(180_000);

const VALUES = {
  name: 'payments-dev',
  environment: 'dev',
  spec: {
    owner: 'group:default/payments',
    region: 'eu-west-1',
    kubernetesVersion: '1.34',
    nodes: { size: 'small', min: 2, max: 4 },
  },
  review: { allowed: true },
};
const authorization = mockCredentials.user.header('user:default/ada');

let host: SandboxHost;
let databases: string;
const portals: ChildProcess[] = [];

beforeEach(async () => {
  databases = mkdtempSync(join(tmpdir(), 'portal-'));
  host = new SandboxHost();
  await host.start(REPOSITORY_FILES);
});

afterEach(async () => {
  for (const portal of portals.splice(0)) await kill(portal);
  await host.close();
  rmSync(databases, { recursive: true, force: true });
});

async function kill(portal: ChildProcess) {
  if (portal.exitCode !== null || portal.signalCode) return;
  portal.kill('SIGKILL');
  await once(portal, 'exit');
}

async function startPortal() {
  const options: PortalProcessOptions = {
    integrations: host.integrations,
    repoUrl: `${host.address}?owner=platform&repo=gitops`,
    databases,
    entities: ENTITIES,
  };
  const portal = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      require.resolve('../__testUtils__/portalProcess.ts'),
      JSON.stringify(options),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  portals.push(portal);
  for await (const line of createInterface({ input: portal.stdout! })) {
    const [, port] = /^port (\d+)$/.exec(line) ?? [];
    if (port) {
      return {
        portal,
        url: `http://127.0.0.1:${port}/api/scaffolder/v2/tasks`,
      };
    }
  }
  throw new Error('The portal ended before it listened');
}

/** The task when it has ended. */
async function endOf(url: string): Promise<any> {
  const task = await call(url);
  if (['completed', 'failed', 'cancelled'].includes(task.status)) return task;
  await new Promise(resolve => setTimeout(resolve, 500));
  return endOf(url);
}

async function call(url: string, body?: object): Promise<any> {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: {
      Authorization: authorization,
      'Content-Type': 'application/json',
    },
    body: body && JSON.stringify(body),
  });
  if (!response.ok)
    throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

it.each([
  ['has written the branch', /\/contents/],
  ['has opened the pull request', /\/pulls$/],
] as const)(
  'recovers a task whose portal is killed when it %s, and ends in one pull request',
  async (_, path) => {
    const first = await startPortal();
    let killed = false;
    host.onRequest(request => {
      if (killed || !request.write || !path.test(request.path))
        return undefined;
      killed = true;
      first.portal.kill('SIGKILL');
      return { when: 'after', how: 'cut' };
    });
    const { id } = await call(first.url, {
      templateRef: 'template:default/new-cluster',
      values: VALUES,
    });
    // A task that ends before its portal is killed is a failure, not a reason to wait.
    const ended = await Promise.race([
      once(first.portal, 'exit').then(() => undefined),
      endOf(`${first.url}/${id}`).then(
        () => call(`${first.url}/${id}/events`),
        () => undefined,
      ),
    ]);
    expect(ended).toBeUndefined();
    expect(killed).toBe(true);

    const second = await startPortal();
    await expect(endOf(`${second.url}/${id}`)).resolves.toMatchObject({
      status: 'completed',
    });
    const events = await call(`${second.url}/${id}/events`);
    expect(events.map((e: any) => e.type)).toContain('recovered');
    await expect(host.pullRequests()).resolves.toMatchObject([
      { state: 'open', head: 'worker-cluster/dev/payments-dev/create' },
    ]);
  },
);
