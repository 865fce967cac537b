import { randomBytes } from 'node:crypto';
import {
  createCertificateAuthority,
  startApiServer,
} from '@worker-clusters/sandbox';
import { apply } from '../kubernetes';
import type { ApiServerTarget } from '../platform/platform';

/** Starts one API server of the sandbox, empty, with an administrator. */
export async function startSandboxServer(): Promise<ApiServerTarget> {
  const ca = await createCertificateAuthority();
  const server = await startApiServer({
    name: 'conformance',
    version: 'v1.34.1',
    ca,
    tokens: [{ user: 'admin', token: 'full', groups: ['system:masters'] }],
  });
  const target: ApiServerTarget = {
    url: server.url,
    ca: ca.certificate,
    token: 'full',
    controllers: true,
    compact: () => server.compact(),
    async serviceAccountToken(namespace, name) {
      const apiVersion = 'v1';
      await apply(target, {
        apiVersion,
        kind: 'Namespace',
        metadata: { name: namespace },
      });
      await apply(target, {
        apiVersion,
        kind: 'ServiceAccount',
        metadata: { name, namespace },
      });
      const token = randomBytes(16).toString('hex');
      const user = `system:serviceaccount:${namespace}:${name}`;
      server.addToken({ user, token });
      return token;
    },
    close: () => server.close(),
  };
  return target;
}
