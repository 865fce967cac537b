import { once } from 'node:events';
import { connect, TLSSocket } from 'node:tls';
import { createCertificateAuthority, startApiServer } from '.';
import type { ApiServer } from './types';

const big = (i: number) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: `big-${i}`, namespace: 'default' },
  data: { text: `${i} `.padEnd(500_000, 'x') },
});

/** A watch whose client reads no more than it must to be connected. */
async function openSlowWatch(
  server: ApiServer,
  ca: string,
  query: string,
): Promise<TLSSocket> {
  const socket = connect({ port: server.port, host: '127.0.0.1', ca });
  await once(socket, 'secureConnect');
  socket.pause();
  socket.on('error', () => {});
  socket.write(
    `GET /api/v1/configmaps?watch=true&${query} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer full\r\n\r\n`,
  );
  return socket;
}

describe('a watch of a client that does not read', () => {
  let server: ApiServer;
  let ca: string;
  let errors: unknown[];
  const note = (error: unknown) => errors.push(error);
  const pause = (ms: number) => new Promise(r => setTimeout(r, ms));

  beforeEach(async () => {
    errors = [];
    process.on('uncaughtException', note);
    const authority = await createCertificateAuthority();
    ca = authority.certificate;
    server = await startApiServer({
      name: 'slow',
      version: 'v1.34.1',
      ca: authority,
      tokens: [{ user: 'admin', token: 'full', groups: ['system:masters'] }],
    });
  });
  afterEach(async () => {
    process.off('uncaughtException', note);
    await server.close();
  });

  it('gets no event after its time is over', async () => {
    for (let i = 0; i < 8; i++) server.client.create(big(i));
    const socket = await openSlowWatch(
      server,
      ca,
      'timeoutSeconds=1&allowWatchBookmarks=true',
    );
    await pause(1500);
    for (let i = 8; i < 12; i++) server.client.create(big(i));
    await pause(300);
    socket.destroy();
    await pause(100);
    expect(errors).toEqual([]);
  });

  it('is closed when too much waits for it, and the others go on', async () => {
    const socket = await openSlowWatch(server, ca, 'resourceVersion=0');
    const closed = once(socket, 'close');
    await pause(100);
    let seen = 0;
    const stop = server.client.watch('v1', 'ConfigMap', () => {
      seen += 1;
    });
    for (let i = 0; i < 60; i++) server.client.create(big(i));
    await pause(100);
    // What the kernel holds is read to its end; then there is no more.
    socket.resume();
    await closed;
    stop();
    expect(seen).toBe(60);
    expect(errors).toEqual([]);
  });

  it('ends without an error when a cut comes after its time', async () => {
    await server.setFaults([{ kind: 'cut', afterMs: 1300 }]);
    for (let i = 0; i < 8; i++) server.client.create(big(i));
    const socket = await openSlowWatch(server, ca, 'timeoutSeconds=1');
    await pause(1700);
    socket.destroy();
    await pause(100);
    expect(errors).toEqual([]);
  });
});

describe('an answer to a client that is gone', () => {
  it('is dropped without an error', async () => {
    const errors: unknown[] = [];
    const note = (error: unknown) => errors.push(error);
    process.on('uncaughtException', note);
    const authority = await createCertificateAuthority();
    const server = await startApiServer({
      name: 'gone',
      version: 'v1.34.1',
      ca: authority,
      tokens: [{ user: 'admin', token: 'full', groups: ['system:masters'] }],
    });
    await server.setFaults([{ kind: 'slow', delayMs: 200 }]);
    for (const query of ['', '?watch=true']) {
      const socket = connect({
        port: server.port,
        host: '127.0.0.1',
        ca: authority.certificate,
      });
      await once(socket, 'secureConnect');
      socket.write(
        `GET /api/v1/configmaps${query} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer full\r\n\r\n`,
      );
      await new Promise(r => setTimeout(r, 50));
      socket.destroy();
      await new Promise(r => setTimeout(r, 300));
    }
    server.client.create(big(0));
    await new Promise(r => setTimeout(r, 50));
    process.off('uncaughtException', note);
    await server.close();
    expect(errors).toEqual([]);
  });
});
