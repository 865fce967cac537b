import {
  ANNOTATION_KUBERNETES_API_SERVER,
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  ANNOTATION_VIEW_URL,
  Entity,
  makeValidator,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  ANNOTATION_CLUSTER,
  stringifyClusterRef,
  ClusterEntity,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { EntityConfig } from './readEntityConfig';

const LABEL_ENVIRONMENT = 'worker-clusters.backstage.io/environment';
const LABEL_REGION = 'worker-clusters.backstage.io/region';
/** By which the Kubernetes plugin finds the cluster of an entity: that plugin knows it by the same name. */
const ANNOTATION_KUBERNETES_CLUSTER = 'backstage.io/kubernetes-cluster';
const UNKNOWN_OWNER = 'unknown';

const validator = makeValidator();

/**
 * The catalog entity of a worker cluster: what stands in its claim and where to find it. Phase and health are not
 * in it: they would churn the catalog, and the pages read them live.
 *
 * Everything that a claim says is untrusted: what the catalog would refuse is left out. Undefined if the name is
 * none that an entity can have.
 */
export function toEntity(
  cluster: ClusterEntity,
  config: EntityConfig,
): Entity | undefined {
  const { name, environment, region, apiServer, claimUrl } = cluster;
  if (!validator.isValidEntityName(name)) return undefined;

  const ref = stringifyClusterRef(cluster);
  const claim = httpUrl(claimUrl);
  const location = claim ? `url:${claim}` : `worker-clusters:${ref}`;
  const links = [
    { url: httpUrl(cluster.argocdUrl), title: 'Argo CD' },
    { url: claim, title: 'Claim' },
  ].filter((link): link is { url: string; title: string } => !!link.url);
  const labels = {
    ...label(LABEL_ENVIRONMENT, environment),
    ...label(LABEL_REGION, region),
  };
  const tags = [...new Set([environment, region])].filter(
    (tag): tag is string => !!tag && validator.isValidTag(tag),
  );
  const lifecycle = config.lifecycles.get(environment ?? '');
  const managedBy = config.managementClusters.get(cluster.managementCluster);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      title: name,
      description: describe(cluster),
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        [ANNOTATION_CLUSTER]: ref,
        [ANNOTATION_KUBERNETES_CLUSTER]: name,
        ...(claim && { [ANNOTATION_VIEW_URL]: claim }),
        ...(apiServer?.startsWith('https://') && {
          [ANNOTATION_KUBERNETES_API_SERVER]: apiServer,
        }),
      },
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(tags.length > 0 && { tags }),
      ...(links.length > 0 && { links }),
    },
    spec: {
      type: 'kubernetes-cluster',
      owner: ownerOf(cluster),
      ...(config.system && { system: config.system }),
      ...(lifecycle && { lifecycle }),
      // An entity must not depend on itself: a management cluster may be a worker cluster of another.
      ...(managedBy &&
        managedBy !== `resource:default/${name.toLowerCase()}` && {
          dependsOn: [managedBy],
        }),
    },
  };
}

function describe({
  environment,
  region,
  managementCluster,
}: ClusterEntity): string {
  const where = [
    environment && `environment ${environment}`,
    region && `region ${region}`,
  ].filter(Boolean);
  return [
    'Worker cluster',
    where.length ? ` in ${where.join(', ')}` : '',
    `, managed by ${managementCluster}`,
  ].join('');
}

function ownerOf({ owner }: ClusterEntity): string {
  try {
    const ref = parseEntityRef(owner ?? '', {
      defaultKind: 'group',
      defaultNamespace: 'default',
    });
    return validator.isValidKind(ref.kind) &&
      validator.isValidNamespace(ref.namespace) &&
      validator.isValidEntityName(ref.name)
      ? stringifyEntityRef(ref)
      : UNKNOWN_OWNER;
  } catch {
    return UNKNOWN_OWNER;
  }
}

function label(key: string, value: string | undefined) {
  return value && validator.isValidLabelValue(value) ? { [key]: value } : {};
}

function httpUrl(text: string | undefined): string | undefined {
  if (!text || !URL.canParse(text)) return undefined;
  return ['http:', 'https:'].includes(new URL(text).protocol)
    ? text
    : undefined;
}
