import type { ApiServer, KubernetesObject } from '../../apiserver/types';
import { keyOf } from '../runtime/keys';

/**
 * Plays kube-controller-manager's token controller: fills Secrets of type `kubernetes.io/service-account-token`, and has
 * the API server accept what stands in them.
 */
export class ServiceAccountTokens {
  private stop?: () => void;
  /** Token by uid of its Secret. */
  private readonly granted = new Map<string, string>();

  constructor(
    private readonly options: {
      server: ApiServer;
      /** PEM */
      caCertificate: string;
      newToken(): string;
    },
  ) {}

  start(): void {
    const { server } = this.options;
    this.stop = server.client.watch('v1', 'Secret', ({ type, object }) => {
      if (object.type !== 'kubernetes.io/service-account-token') return;
      if (type === 'DELETED') this.revoke(object.metadata.uid!);
      else if (object.data?.token) this.grant(object);
      else this.fill(object);
    });
  }

  close(): void {
    this.stop?.();
  }

  private fill(secret: KubernetesObject): void {
    const { server, caCertificate, newToken } = this.options;
    server.client.patch(keyOf(secret), {
      data: {
        token: base64(newToken()),
        'ca.crt': base64(caCertificate),
        namespace: base64(secret.metadata.namespace ?? 'default'),
      },
    });
  }

  private grant(secret: KubernetesObject): void {
    const uid = secret.metadata.uid!;
    const token = Buffer.from(secret.data.token, 'base64').toString('utf8');
    if (this.granted.get(uid) === token) return;
    this.revoke(uid);
    const account =
      secret.metadata.annotations?.['kubernetes.io/service-account.name'] ??
      'default';
    this.options.server.addToken({
      user: `system:serviceaccount:${secret.metadata.namespace}:${account}`,
      token,
    });
    this.granted.set(uid, token);
  }

  private revoke(uid: string): void {
    const token = this.granted.get(uid);
    if (token === undefined) return;
    this.options.server.revokeToken(token);
    this.granted.delete(uid);
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
