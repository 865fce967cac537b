import type { KubernetesObject } from '../../apiserver/types';

/**
 * What an ingress answers to, once it has a load balancer: each host and path, by https where it has a certificate
 * (Argo CD, `controller/cache/info.go`). A rule for any host answers at the load balancer's own name.
 */
export function externalUrlsOf(object: KubernetesObject | undefined): string[] {
  const [balancer] = object?.status?.loadBalancer?.ingress ?? [];
  if (object?.kind !== 'Ingress' || !balancer) return [];
  const { rules = [], tls = [] } = object.spec ?? {};
  const secure = new Set(tls.flatMap((t: any) => t.hosts ?? []));
  return rules.flatMap(({ host, http }: any) =>
    (http?.paths ?? []).map(({ path = '/' }: any) => {
      const scheme = secure.has(host) ? 'https' : 'http';
      const name = host ?? balancer.hostname ?? balancer.ip;
      return `${scheme}://${name}${path.replace(/\/?\*?$/, '')}`;
    }),
  );
}
