import {
  createCertificateAuthority,
  startApiServer,
} from '@worker-clusters/sandbox';
import { Connection } from '../client';

/** Starts one API server of the sandbox, empty, with an administrator. */
export async function startSandboxServer(): Promise<Connection> {
  const ca = await createCertificateAuthority();
  const server = await startApiServer({
    name: 'conformance',
    version: 'v1.34.1',
    ca,
    tokens: [{ user: 'admin', token: 'full', groups: ['system:masters'] }],
  });
  return {
    url: server.url,
    ca: ca.certificate,
    token: 'full',
    controllers: true,
    compact: () => server.compact(),
    close: () => server.close(),
  };
}
