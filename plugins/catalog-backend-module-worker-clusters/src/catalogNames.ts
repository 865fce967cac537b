import type { AuthService } from '@backstage/backend-plugin-api';
import { DEFAULT_NAMESPACE } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { ANNOTATION_CLUSTER } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** Names of the clusters that the catalog has, whichever process put them there. */
export async function catalogNames(services: {
  auth: AuthService;
  catalog: CatalogService;
}): Promise<string[]> {
  const { items } = await services.catalog.getEntities(
    {
      filter: {
        kind: 'Resource',
        'spec.type': 'kubernetes-cluster',
        'metadata.namespace': DEFAULT_NAMESPACE,
      },
      fields: ['metadata.name', 'metadata.annotations'],
    },
    { credentials: await services.auth.getOwnServiceCredentials() },
  );
  return items.flatMap(({ metadata: { name, annotations } }) =>
    annotations?.[ANNOTATION_CLUSTER] ? name : [],
  );
}
