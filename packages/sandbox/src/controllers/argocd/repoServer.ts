import type { ObjectClient } from '../../apiserver/types';

const NAMESPACE = 'argocd';

/**
 * Returns why the application controller does not reach its repo-server; undefined if it does.
 *
 * Without the Secret `argocd-repo-server-tls` the repo-server makes a certificate of its own, for `localhost` and
 * `reposerver` (argo-cd: `util/tls`, `cmd/argocd-repo-server`). A controller with `controller.repo.server.strict.tls`
 * verifies it against the name of the Service, and refuses.
 */
export function repoServerRefusal(
  client: Pick<ObjectClient, 'get'>,
): string | undefined {
  const get = (kind: string, name: string) =>
    client.get({ apiVersion: 'v1', kind, namespace: NAMESPACE, name });
  const params = get('ConfigMap', 'argocd-cmd-params-cm')?.data ?? {};
  if (params['controller.repo.server.strict.tls'] !== 'true') return undefined;
  if (get('Secret', 'argocd-repo-server-tls')) return undefined;
  return 'failed to generate manifest for source 1 of 1: rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate is valid for localhost, reposerver, not argocd-repo-server"';
}
