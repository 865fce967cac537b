import { request } from 'node:https';

/** How a conformance test reaches an API server. */
export interface Connection {
  url: string;
  /** PEM */
  ca?: string;
  token: string;
  /** Controllers run beside it: aggregated ClusterRoles have rules, for example. */
  controllers?: boolean;
  /** Forgets past events at once; the sandbox can. */
  compact?(): void;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: any;
}

/** One request; the body is parsed if it is JSON. */
export function call(
  connection: Connection,
  method: string,
  path: string,
  options: {
    body?: unknown;
    type?: string;
    accept?: string;
    token?: string | null;
    /** Impersonates a user, with the groups of a ServiceAccount where it is one. */
    as?: string;
  } = {},
): Promise<Answer> {
  const {
    body,
    type = 'application/json',
    accept = 'application/json',
  } = options;
  const token = options.token === undefined ? connection.token : options.token;
  const content = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const req = request(
      `${connection.url}${path}`,
      {
        method,
        ca: connection.ca,
        headers: {
          accept,
          ...(options.as && { 'impersonate-user': options.as }),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(content === undefined
            ? {}
            : {
                'content-type': type,
                'content-length': Buffer.byteLength(content),
              }),
        },
      },
      res => {
        let text = '';
        res.setEncoding('utf8');
        res.on('data', chunk => {
          text += chunk;
        });
        res.on('end', () => {
          let parsed: unknown = text;
          try {
            parsed = JSON.parse(text);
          } catch {
            // Plain text, as of /healthz.
          }
          resolve({
            status: res.statusCode!,
            headers: res.headers,
            body: parsed,
          });
        });
        res.on('error', reject);
      },
    );
    req.on('error', reject);
    req.end(content);
  });
}

/** A watch as a queue of its events; `next` waits for one. */
export function openWatch(connection: Connection, path: string) {
  const queue: any[] = [];
  const waiting: Array<(event: any) => void> = [];
  const push = (event: any) => {
    const waiter = waiting.shift();
    if (waiter) waiter(event);
    else queue.push(event);
  };
  const req = request(
    `${connection.url}${path}`,
    {
      ca: connection.ca,
      headers: { authorization: `Bearer ${connection.token}` },
    },
    res => {
      let rest = '';
      res.setEncoding('utf8');
      res.on('data', chunk => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop()!;
        for (const line of lines) {
          if (line) push({ status: res.statusCode, ...JSON.parse(line) });
        }
      });
      res.on('end', () => {
        if (rest) push({ status: res.statusCode, ...JSON.parse(rest) });
        push({ type: 'END', status: res.statusCode });
      });
      res.on('error', () => {});
    },
  );
  req.on('error', () => {});
  req.end();
  return {
    next: (): Promise<any> =>
      queue.length
        ? Promise.resolve(queue.shift())
        : new Promise(resolve => waiting.push(resolve)),
    close: () => req.destroy(),
  };
}
