import type { ConnectionStatus } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { status } from './FakeApiServer';
import type { FaultyExchange, Misbehaviour } from './FaultyServer';

const MIB = 1024 * 1024;

/** What a worker does, and what a user sees of it. A row of `docs/faults.md`. */
export interface FaultRow {
  /** What the server does. */
  fault: string;
  does: Misbehaviour;
  /** The status of its connection that is shown in the end. */
  shown: ConnectionStatus[];
  /** Of the connection's message. */
  message: RegExp;
  /** The message, as the documentation has it. */
  says: string;
}

const VERSION = { resourceVersion: '1' };

const application = (name: string, fill = '') => ({
  metadata: { name, namespace: 'argocd', resourceVersion: '1', fill },
});

function answer(
  response: FaultyExchange['response'],
  code: number,
  body: object | string,
  headers: Record<string, string> = {},
) {
  response.writeHead(code, { 'Content-Type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

const answers =
  (code: number, body: object | string, headers?: Record<string, string>) =>
  ({ response }: FaultyExchange) =>
    answer(response, code, body, headers);

/** Misbehaves towards whoever lists the Applications, and serves all else. */
const onList =
  (does: (exchange: FaultyExchange) => void): Misbehaviour =>
  exchange => {
    // A watch begins with a list again.
    if (exchange.applications && exchange.watch) {
      answer(exchange.response, 410, status(410));
    } else if (exchange.applications) {
      does(exchange);
    } else {
      exchange.forward();
    }
  };

/** Misbehaves towards whoever watches the Applications, and serves all else. */
const onWatch =
  (does: (exchange: FaultyExchange) => void): Misbehaviour =>
  exchange => {
    if (exchange.applications && exchange.watch) {
      exchange.response.writeHead(200, { 'Content-Type': 'application/json' });
      does(exchange);
    } else {
      exchange.forward();
    }
  };

const drained = (response: FaultyExchange['response']) =>
  new Promise<void>(done => {
    const end = () => {
      response.off('drain', end).off('close', end);
      done();
    };
    response.on('drain', end).on('close', end);
  });

/** Writes as fast as it is read, until the other side has enough. */
async function pour(
  { response }: FaultyExchange,
  next: (i: number) => string | Buffer,
) {
  for (let i = 0; !response.destroyed; i++) {
    if (!response.write(next(i))) await drained(response);
    if (i % 100 === 0) await new Promise(setImmediate);
  }
}

const event = (i: number, fill = '') =>
  `${JSON.stringify({
    type: 'MODIFIED',
    object: {
      metadata: {
        name: 'checkout',
        namespace: 'argocd',
        resourceVersion: String(1_000_000 + i),
        fill,
      },
    },
  })}\n`;

const page = (items: object[], next?: string) => ({
  metadata: { ...VERSION, ...(next && { continue: next }) },
  items,
});

/** A list of this size, of the same text again and again. */
const bulk = (text: string, bytes: number) =>
  Buffer.from(`{"metadata":{"resourceVersion":"1"},"items":[`).toString() +
  text.repeat(bytes / text.length);

let endless = 0;

export const FAULTS: FaultRow[] = [
  {
    fault: 'Accepts requests and does not answer',
    does: () => {},
    shown: ['unreachable'],
    message: /did not answer/,
    says: 'did not answer within 10 s',
  },
  {
    fault: 'Holds its TCP connections and reads nothing',
    does: 'freeze',
    shown: ['unreachable'],
    message: /timed out|did not answer/,
    says: 'connection timed out',
  },
  {
    fault: 'Refuses connections',
    does: 'refuse',
    shown: ['stale', 'unreachable'],
    message: /refuse/,
    says: 'connection refused',
  },
  {
    fault: 'Resets each connection',
    does: ({ request }) => request.socket.destroy(),
    shown: ['stale', 'unreachable'],
    message: /cut|closed|reset/,
    says: 'connection reset',
  },
  {
    fault: 'Has a certificate of another CA',
    does: 'wrong certificate',
    shown: ['stale', 'unreachable'],
    message: /certificate|CERT_/,
    says: 'certificate not signed by the configured CA',
  },
  {
    fault: '500 to each request',
    does: answers(500, status(500)),
    shown: ['stale', 'unreachable'],
    message: /500/,
    says: 'request failed (500)',
  },
  {
    fault: '401 to each request',
    does: answers(401, status(401)),
    shown: ['unauthorized'],
    message: /401/,
    says: 'token not accepted (401)',
  },
  {
    fault: '403 to each request',
    does: answers(403, status(403)),
    shown: ['forbidden'],
    message: /\(403\).*get, list and watch/,
    says: 'Not allowed to read (403), with the rule to add',
  },
  {
    fault: '403 with the token in its message, also in base64',
    does: ({ request, response }) => {
      const token = request.headers.authorization!.replace('Bearer ', '');
      const message = `${token} ${Buffer.from(token).toString('base64')}`;
      answer(response, 403, status(403, { message }));
    },
    shown: ['forbidden'],
    message: /\(403\).*get, list and watch/,
    says: 'Not allowed to read (403), with the rule to add',
  },
  {
    fault: '429 with Retry-After',
    does: answers(429, status(429), { 'Retry-After': '1' }),
    shown: ['stale'],
    message: /429/,
    says: 'to be tried again later (429)',
  },
  {
    fault: '200 with JSON that is no list',
    does: answers(200, { hello: 'world' }),
    shown: ['stale', 'unreachable'],
    message: /not a list|ends it at once/,
    says: 'sent something that is not a list of Applications',
  },
  {
    fault: '200 with a list of another kind',
    does: onList(
      answers(200, { ...page([]), kind: 'PodList', apiVersion: 'v1' }),
    ),
    shown: ['stale', 'unreachable'],
    message: /another kind/,
    says: 'sent a list of another kind for Applications',
  },
  {
    fault: '200 with HTML',
    does: answers(200, '<!DOCTYPE html><title>Sign in</title>', {
      'Content-Type': 'text/html',
    }),
    shown: ['stale', 'unreachable'],
    message: /not JSON|ends it at once/,
    says: 'sent something that is not JSON for Applications',
  },
  {
    fault: '200 with an empty body',
    does: answers(200, ''),
    shown: ['stale', 'unreachable'],
    message: /not JSON|ends it at once/,
    says: 'sent something that is not JSON for Applications',
  },
  {
    fault: 'Ends each watch in the middle of a line',
    does: onWatch(({ response }) => response.end('{"type":"ADDED","obj')),
    shown: ['stale', 'unreachable'],
    message: /ends it at once/,
    says: 'accepts each watch of Applications and ends it at once',
  },
  {
    fault: 'Sends a list a byte at a time',
    does: onList(({ response }) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 100);
      response.on('close', () => clearInterval(timer));
    }),
    shown: ['stale', 'unreachable'],
    message: /sent too slowly/,
    says: 'went silent, or sent too slowly, in the middle of an answer',
  },
  {
    fault: 'Sends a page nested without end',
    does: onList(answers(200, bulk('[', 3 * MIB))),
    shown: ['stale', 'unreachable'],
    message: /of a shape that no Kubernetes object has/,
    says: 'sent JSON of a shape that no Kubernetes object has',
  },
  {
    fault: 'Sends a page of millions of empty objects',
    does: onList(answers(200, bulk('{},', 12 * MIB))),
    shown: ['stale', 'unreachable'],
    message: /of a shape that no Kubernetes object has/,
    says: 'sent JSON of a shape that no Kubernetes object has',
  },
  {
    fault: 'Sends pages of 62 MB, whatever the limit',
    does: onList(exchange => pour(exchange, () => '{},'.repeat(20_000))),
    shown: ['paused'],
    message:
      /more than 16777216 bytes of Applications in one page; paused until \d\d:\d\d UTC/,
    says: 'sent more than 16777216 bytes of Applications in one page; paused until 14:05 UTC',
  },
  {
    fault: 'Sends a list without end',
    does: onList(({ response }) =>
      answer(
        response,
        200,
        page(
          Array.from({ length: 500 }, () => application(`a${endless++}`)),
          'more',
        ),
      ),
    ),
    shown: ['paused'],
    message: /has more than 10000 Applications.*; paused until/,
    says: 'has more than 10000 Applications; paused until 14:05 UTC',
  },
  {
    fault: 'Sends empty pages without end',
    does: onList(answers(200, page([], 'more'))),
    shown: ['paused'],
    message: /more than 300 pages of Applications; paused until/,
    says: 'sent more than 300 pages of Applications; paused until 14:05 UTC',
  },
  {
    fault: 'Has more Applications than are kept of one cluster',
    does: onList(
      answers(
        200,
        page(Array.from({ length: 10_001 }, (_, i) => application(`a${i}`))),
      ),
    ),
    shown: ['paused'],
    message: /has more than 10000 Applications.*; paused until/,
    says: 'has more than 10000 Applications; paused until 14:05 UTC',
  },
  {
    fault: 'Sends thousands of events a second',
    does: onWatch(exchange => pour(exchange, i => event(i))),
    shown: ['paused'],
    message: /sends \d+ events\/s \(limit 100\); paused until/,
    says: 'sends 9000 events/s (limit 100); paused until 14:05 UTC',
  },
  {
    fault: 'Sends empty lines without end',
    does: onWatch(exchange => pour(exchange, () => '\n'.repeat(50_000))),
    shown: ['paused'],
    message: /sends \d+ events\/s \(limit 100\); paused until/,
    says: 'sends 6001 events/s (limit 100); paused until 14:05 UTC',
  },
  {
    fault: 'Sends events of 2 MB in a row',
    does: onWatch(exchange => {
      const fill = 'x'.repeat(1.9 * MIB);
      return pour(exchange, i => event(i, fill));
    }),
    shown: ['paused'],
    message: /(sends .* MiB\/s|ms\/s to parse) \(limit .*\); paused until/,
    says: 'sends 120.5 MiB/s (limit 2.0 MiB/s); paused until 14:05 UTC',
  },
  {
    fault: 'Sends a line longer than any object',
    does: onWatch(exchange => pour(exchange, () => 'x'.repeat(MIB))),
    shown: ['stale', 'unreachable'],
    message: /line of more than 2097152 bytes/,
    says: 'sent a line of more than 2097152 bytes',
  },
];
