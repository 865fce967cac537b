import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as send, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import {
  createGitRepository,
  GitRepository,
} from '@worker-clusters/git-pull-requests';
import { startGitHost } from '@worker-clusters/sandbox';

/** How a request fails: before it reaches the host, or after the host has done it, when only the answer is lost. */
export interface ProxyFault {
  when: 'before' | 'after';
  /** Cut the connection, or answer with 500. */
  how: 'cut' | 'refuse';
}

/** A request as it comes to the proxy: numbered from 1. */
export interface ProxyRequest {
  n: number;
  write: boolean;
  path: string;
}

const TOKEN = 'portal-t0ken-of-the-test';

/** The sandbox's Gitea-compatible Git host, with real repositories, behind a proxy in which any call can be made to fail. */
export class SandboxHost {
  readonly requests: ProxyRequest[] = [];
  #hook?: (request: ProxyRequest) => ProxyFault | undefined;
  readonly #closers: Array<() => unknown> = [];
  #repository!: () => GitRepository;
  #url!: string;
  #address!: string;

  /** Of the proxy: `<host>:<port>`. */
  get address(): string {
    return this.#address;
  }

  /** `integrations` of a portal that uses the host. */
  get integrations() {
    return {
      gitea: [
        {
          host: this.#address,
          baseUrl: `http://${this.#address}`,
          username: 'portal',
          password: TOKEN,
        },
      ],
    };
  }

  onRequest(hook?: (request: ProxyRequest) => ProxyFault | undefined) {
    this.#hook = hook;
  }

  /** @param queueMs - after which the host closes the pull requests of a deleted branch */
  async start(
    files: Record<string, string>,
    queueMs?: number,
  ): Promise<() => GitRepository> {
    const directory = mkdtempSync(join(tmpdir(), 'githost-'));
    const host = await startGitHost({
      directory,
      queueMs,
      users: [
        {
          login: 'portal',
          fullName: 'Portal',
          email: 'portal@example.org',
          token: TOKEN,
        },
      ],
    });
    await host.ensureRepository({
      owner: 'platform',
      name: 'gitops',
      files,
      protectMain: true,
    });
    this.#url = host.url;
    const proxy = this.#proxy(host.url);
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
    this.#address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    this.#closers.push(
      () => proxy.closeAllConnections(),
      () => proxy.close(),
      () => host.close(),
      () => rmSync(directory, { recursive: true, force: true }),
    );
    this.#repository = () =>
      createGitRepository({
        integrations: ScmIntegrations.fromConfig(
          new ConfigReader({ integrations: this.integrations }),
        ),
        repository: { host: this.#address, owner: 'platform', repo: 'gitops' },
        timeoutMs: 15_000,
      });
    return this.#repository;
  }

  /** All pull requests, read without the proxy's faults. */
  async pullRequests() {
    this.#hook = undefined;
    return this.#repository().listPullRequests({ state: 'all' });
  }

  /** Closes one as a person does. */
  async closePullRequest(number: number) {
    const response = await fetch(
      `${this.#url}/api/v1/repos/platform/gitops/pulls/${number}`,
      {
        method: 'PATCH',
        headers: {
          Authorization: `token ${TOKEN}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify({ state: 'closed' }),
      },
    );
    if (!response.ok) throw new Error(`${response.status}`);
  }

  async close() {
    for (const closer of this.#closers.splice(0)) await closer();
  }

  #proxy(target: string): Server {
    return createServer(async (incoming, outgoing) => {
      const request = {
        n: this.requests.length + 1,
        write: incoming.method !== 'GET',
        path: incoming.url!,
      };
      this.requests.push(request);
      const fault = this.#hook?.(request);
      const fail = () => {
        if (fault!.how === 'cut') outgoing.socket!.resetAndDestroy();
        else outgoing.writeHead(500).end('{}');
      };
      if (fault?.when === 'before') {
        fail();
        return;
      }
      const forward = send(
        new URL(incoming.url!, target),
        { method: incoming.method, headers: incoming.headers },
        async answer => {
          const chunks: Buffer[] = [];
          for await (const chunk of answer) chunks.push(chunk);
          if (fault) {
            fail();
            return;
          }
          const { 'transfer-encoding': _, ...headers } = answer.headers;
          outgoing.writeHead(answer.statusCode!, headers);
          outgoing.end(Buffer.concat(chunks));
        },
      );
      incoming.pipe(forward);
    });
  }
}
