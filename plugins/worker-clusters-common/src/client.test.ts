/** @jest-environment node */
import { ResponseError } from '@backstage/errors';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WorkerClustersClient } from './client';

const REF = {
  managementCluster: 'main',
  namespace: 'clusters-dev',
  name: 'dev',
};

interface Answer {
  status?: number;
  etag?: string;
  body?: unknown;
  raw?: string;
}

/** A backend that answers as it is told and remembers what it was asked. */
class TestBackend {
  readonly requests: IncomingMessage[] = [];
  answer: (request: IncomingMessage) => Answer | undefined = () => ({
    body: { items: [] },
  });
  readonly #server: Server = createServer((request, response) => {
    this.requests.push(request);
    const answer = this.answer(request);
    // Undefined: never answered.
    if (!answer) return;
    const { status = 200, etag, body, raw } = answer;
    const known = etag && request.headers['if-none-match'] === etag;
    response.writeHead(known ? 304 : status, {
      'Content-Type': 'application/json',
      ...(etag && { ETag: etag }),
    });
    response.end(known ? undefined : raw ?? JSON.stringify(body));
  });

  async start(): Promise<string> {
    await new Promise<void>(resolve =>
      this.#server.listen(0, '127.0.0.1', resolve),
    );
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/api/worker-clusters`;
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

describe('WorkerClustersClient', () => {
  let backend: TestBackend;
  let client: WorkerClustersClient;
  let asked: string[];

  beforeEach(async () => {
    backend = new TestBackend();
    const baseUrl = await backend.start();
    asked = [];
    client = new WorkerClustersClient({
      discoveryApi: {
        getBaseUrl: async pluginId => {
          asked.push(pluginId);
          return baseUrl;
        },
      },
      fetchApi: { fetch },
    });
  });
  afterEach(() => backend.stop());

  it.each<[string, (c: WorkerClustersClient) => Promise<unknown>, string]>([
    ['listClusters', c => c.listClusters(), '/v1/clusters'],
    [
      'getCluster',
      c => c.getCluster(REF),
      '/v1/clusters/main/clusters-dev/dev',
    ],
    [
      'listApplications',
      c => c.listApplications(REF),
      '/v1/clusters/main/clusters-dev/dev/applications',
    ],
    ['getSummary', c => c.getSummary(), '/v1/summary'],
    [
      'listManagementClusters',
      c => c.listManagementClusters(),
      '/v1/management-clusters',
    ],
  ])('%s asks the right path and gives the body', async (_, call, path) => {
    backend.answer = () => ({ body: { answer: 42 } });
    await expect(call(client)).resolves.toEqual({ answer: 42 });
    expect(backend.requests).toHaveLength(1);
    const [request] = backend.requests;
    expect(request.method).toBe('GET');
    expect(request.url).toBe(`/api/worker-clusters${path}`);
    expect(request.headers.accept).toBe('application/json');
    expect(request.headers).not.toHaveProperty('authorization');
    expect(request.headers).not.toHaveProperty('if-none-match');
    expect(asked).toEqual(['worker-clusters']);
  });

  it('writes the query: lists repeated, what is not given left out', async () => {
    await client.listClusters({
      search: 'a & b',
      environment: ['dev', 'prod'],
      region: [],
      owner: undefined,
      name: '',
      sort: 'createdAt',
      order: 'desc',
      limit: 50,
      cursor: 'abc',
    });
    const url = new URL(backend.requests[0].url!, 'http://x');
    expect([...url.searchParams]).toEqual([
      ['search', 'a & b'],
      ['environment', 'dev'],
      ['environment', 'prod'],
      ['sort', 'createdAt'],
      ['order', 'desc'],
      ['limit', '50'],
      ['cursor', 'abc'],
    ]);
  });

  it('returns the very same object while the ETag stays', async () => {
    backend.answer = () => ({
      etag: 'W/"7"',
      body: { items: [], revision: 7 },
    });
    const first = await client.listClusters();
    const second = await client.listClusters();
    expect(second).toBe(first);
    expect(backend.requests.map(r => r.headers['if-none-match'])).toEqual([
      undefined,
      'W/"7"',
    ]);

    backend.answer = () => ({
      etag: 'W/"8"',
      body: { items: [], revision: 8 },
    });
    await expect(client.listClusters()).resolves.toMatchObject({ revision: 8 });
    await client.listClusters();
    expect(backend.requests.at(-1)!.headers['if-none-match']).toBe('W/"8"');
  });

  it('remembers each address apart', async () => {
    backend.answer = request => ({
      etag: `"${request.url}"`,
      body: request.url,
    });
    await client.listClusters({ environment: ['dev'] });
    await client.listClusters({ environment: ['prod'] });
    expect(backend.requests[1].headers).not.toHaveProperty('if-none-match');
    await expect(
      client.listClusters({ environment: ['dev'] }),
    ).resolves.toContain('environment=dev');
  });

  it('remembers nothing of answers without an ETag', async () => {
    await client.getSummary();
    await client.getSummary();
    expect(backend.requests[1].headers).not.toHaveProperty('if-none-match');
  });

  it('keeps answers for one token from another, and from none', async () => {
    backend.answer = request => ({
      etag: '"1"',
      body: { for: request.headers.authorization ?? 'nobody' },
    });
    await client.getSummary();
    await expect(client.getSummary({ token: 'a' })).resolves.toEqual({
      for: 'Bearer a',
    });
    await expect(client.getSummary({ token: 'b' })).resolves.toEqual({
      for: 'Bearer b',
    });
    await expect(client.getSummary()).resolves.toEqual({ for: 'nobody' });
    expect(backend.requests.map(r => r.headers['if-none-match'])).toEqual([
      undefined,
      undefined,
      undefined,
      '"1"',
    ]);
  });

  it('remembers a bounded number of answers, the ones used last', async () => {
    backend.answer = () => ({ etag: '"1"', body: {} });
    for (let i = 0; i <= 50; i++) await client.listClusters({ name: `c${i}` });
    backend.requests.length = 0;
    await client.listClusters({ name: 'c50' });
    await client.listClusters({ name: 'c1' });
    await client.listClusters({ name: 'c0' });
    expect(backend.requests.map(r => r.headers['if-none-match'])).toEqual([
      '"1"',
      '"1"',
      undefined,
    ]);
  });

  it('keeps an answer that is asked for again and again', async () => {
    backend.answer = () => ({ etag: '"1"', body: {} });
    await client.getSummary();
    for (let i = 0; i < 60; i++) {
      await client.listClusters({ name: `c${i}` });
      await client.getSummary();
    }
    expect(backend.requests.at(-1)!.headers['if-none-match']).toBe('"1"');
  });

  it.each([
    [403, 'NotAllowedError', 'You may not see this cluster'],
    [404, 'NotFoundError', 'There is no cluster dev'],
    [500, 'Error', 'The database is down'],
  ])(
    'rejects with what the backend says: %i',
    async (status, name, message) => {
      backend.answer = () => ({
        status,
        body: { error: { name, message }, response: { statusCode: status } },
      });
      const answer = client.getCluster(REF);
      await expect(answer).rejects.toBeInstanceOf(ResponseError);
      await expect(answer).rejects.toMatchObject({
        statusCode: status,
        cause: { name, message },
      });
    },
  );

  it('still knows the last answer after a failure', async () => {
    backend.answer = () => ({ etag: '"1"', body: { total: 1 } });
    const first = await client.getSummary();
    backend.answer = () => ({ status: 503, body: {} });
    await expect(client.getSummary()).rejects.toBeInstanceOf(ResponseError);
    backend.answer = () => ({ etag: '"1"', body: { total: 1 } });
    await expect(client.getSummary()).resolves.toBe(first);
  });

  it('rejects an answer that is no JSON', async () => {
    backend.answer = () => ({ etag: '"1"', raw: '<html>' });
    await expect(client.getSummary()).rejects.toMatchObject({
      name: 'SyntaxError',
    });
    backend.answer = () => ({ etag: '"1"', body: { total: 1 } });
    await expect(client.getSummary()).resolves.toEqual({ total: 1 });
  });

  it('gives up when the caller does', async () => {
    backend.answer = () => undefined;
    const controller = new AbortController();
    const answer = client.getSummary({ signal: controller.signal });
    answer.catch(() => {});
    while (backend.requests.length === 0) {
      await new Promise(resolve => setImmediate(resolve));
    }
    controller.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  });
});
