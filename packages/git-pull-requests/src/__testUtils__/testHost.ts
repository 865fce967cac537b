import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';

/** A request as the test's host got it. */
export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: any;
}

/** Answers one request: status, JSON body and headers, or takes over the response itself. */
export type Answer = (
  request: SeenRequest,
  response: ServerResponse,
) => { status?: number; body?: unknown; headers?: object } | void;

/** An HTTP server on loopback that answers as the test says, and keeps what it was asked. */
export async function startTestHost(answer: Answer) {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const entry: SeenRequest = {
      method: request.method!,
      url: request.url!,
      headers: request.headers,
      body: text ? JSON.parse(text) : undefined,
    };
    seen.push(entry);
    const result = answer(entry, response);
    if (!result) return;
    response.writeHead(result.status ?? 200, {
      'Content-Type': 'application/json',
      ...result.headers,
    });
    response.end(
      result.body === undefined || typeof result.body === 'string'
        ? result.body
        : JSON.stringify(result.body),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  return {
    host,
    url: `http://${host}`,
    seen,
    close: () =>
      new Promise<void>(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Integrations with one Gitea host. */
export function giteaIntegrations(
  host: string,
  credentials: { username?: string; password?: string } = {
    username: 'portal',
    password: 's3cret-t0ken',
  },
) {
  return ScmIntegrations.fromConfig(
    new ConfigReader({
      integrations: {
        gitea: [{ host, baseUrl: `http://${host}`, ...credentials }],
        gerrit: [
          {
            host: 'gerrit.example.com',
            gitilesBaseUrl: 'https://gerrit.example.com/gitiles',
          },
        ],
      },
    }),
  );
}
