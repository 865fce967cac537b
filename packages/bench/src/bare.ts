import { Agent, request } from 'node:https';
import { answerCalls } from './calls';

export interface BareOptions {
  ca: string;
  token: string;
  /** URLs, by the server that serves them; a list is read to its last page. */
  servers: string[][];
  /** Servers that are read at a time. */
  concurrency: number;
}

/**
 * Downloads and parses what the portal reads in a cold sync, and does nothing with it: the least time that a program
 * on one thread needs for the same bytes over the same TLS.
 */
async function download(options: BareOptions) {
  const { ca, token, servers, concurrency } = options;
  let bytes = 0;
  const read = async (agent: Agent, url: string) => {
    let next: string | undefined;
    do {
      const query = next ? `&continue=${next}` : '';
      const text = await getText(agent, `${url}${query}`, token);
      bytes += text.length;
      next = JSON.parse(text).metadata?.continue;
    } while (next);
  };
  const began = performance.now();
  let index = 0;
  const work = async () => {
    while (index < servers.length) {
      const urls = servers[index++];
      const agent = new Agent({ ca, keepAlive: true, maxSockets: 1 });
      for (const url of urls) await read(agent, url);
      agent.destroy();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { milliseconds: performance.now() - began, bytes };
}

function getText(agent: Agent, url: string, token: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { agent, headers: { authorization: `Bearer ${token}` } },
      response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

answerCalls({ download });
