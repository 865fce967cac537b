import { timingSafeEqual } from 'node:crypto';
import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { NextFunction, Request, Response } from 'express';
import type { Fault } from './apiserver/types';

/** Faults that the Git host can play. */
const GIT_FAULTS = ['unavailable', 'hang', 'vanish'];

/** Faults that an API server can play. */
const SERVER_FAULTS = [
  'slow',
  'cut',
  'hang',
  'unauthorized',
  'forbidden',
  'gone',
  'garbage',
  'unavailable',
  'vanish',
];

export interface FaultTarget {
  name: string;
  faults: Fault[];
}

/** What the controls can reach. */
export interface Controls {
  targets(): FaultTarget[];
  /** @throws Error if there is no such target. */
  setFaults(target: string, faults: Fault[]): Promise<void>;
}

/**
 * The sandbox's controls: `GET /faults`, `GET /faults/<target>`, `PUT /faults/<target>` with `{"faults": [{"kind": …}]}`.
 * A target is `management`, `git` or the name of a worker cluster. A bearer token is asked for.
 */
export async function startAdmin(options: {
  host: string;
  port: number;
  token: string;
  controls: Controls;
}): Promise<{ url: string; port: number; close(): Promise<void> }> {
  const { host, port, token, controls } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use((request, response, next) => {
    if (isBearer(request, token)) next();
    else {
      response.status(401).json({
        error: 'Send the token of the file admin-token as a bearer token',
      });
    }
  });
  app.use(express.json({ limit: '64kb' }));
  app.get('/faults', (_, response) => {
    response.json({ targets: controls.targets() });
  });
  app.get('/faults/:target', (request, response) => {
    const target = controls
      .targets()
      .find(t => t.name === request.params.target);
    if (target) response.json(target);
    else response.status(404).json({ error: unknown(request.params.target) });
  });
  app.put('/faults/:target', async (request, response) => {
    const { target } = request.params;
    if (!controls.targets().some(t => t.name === target)) {
      response.status(404).json({ error: unknown(target) });
      return;
    }
    const problem = checkFaults(target, request.body?.faults);
    if (problem) {
      response.status(400).json({ error: problem });
      return;
    }
    try {
      await controls.setFaults(target, request.body.faults);
      response.json(controls.targets().find(t => t.name === target));
    } catch (error) {
      response.status(500).json({ error: (error as Error).message });
    }
  });
  app.use((_: Request, response: Response) => {
    response
      .status(404)
      .json({ error: 'There is only /faults and /faults/<target>' });
  });
  app.use((error: Error, _: Request, response: Response, __: NextFunction) => {
    response.status(400).json({ error: error.message });
  });
  const server = createServer(app);
  await listen(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host}:${bound}`,
    port: bound,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What is wrong with a list of faults, or undefined. */
export function checkFaults(
  target: string,
  faults: unknown,
): string | undefined {
  if (!Array.isArray(faults)) {
    return 'Send {"faults": [{"kind": "…"}]}; an empty list clears them';
  }
  const known = target === 'git' ? GIT_FAULTS : SERVER_FAULTS;
  const bad = faults.find(fault => !known.includes(fault?.kind));
  return bad === undefined
    ? undefined
    : `'${bad?.kind}' is not a fault of ${target}: use one of ${known.join(
        ', ',
      )}`;
}

function unknown(target: string): string {
  return `There is no '${target}': use management, git or the name of a worker cluster`;
}

function isBearer(request: Request, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
