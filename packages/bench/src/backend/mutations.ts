import type { BackendFeature } from '@backstage/backend-plugin-api';
import type {
  CatalogProcessingExtensionPoint,
  EntityProvider,
} from '@backstage/plugin-catalog-node';

/** What an entity provider told the catalog at once. */
export interface Mutation {
  provider: string;
  type: 'full' | 'delta';
  /** Entities in it: all of a full one; added and removed ones of a delta. */
  entities: number;
}

const seen: Mutation[] = [];

/** The mutations since the last call. */
export const takeMutations = () => seen.splice(0);

/** The same provider; what it tells the catalog is counted. */
const counted = (provider: EntityProvider): EntityProvider => ({
  getProviderName: () => provider.getProviderName(),
  connect: connection =>
    provider.connect({
      refresh: options => connection.refresh(options),
      async applyMutation(mutation) {
        await connection.applyMutation(mutation);
        seen.push({
          provider: provider.getProviderName(),
          type: mutation.type,
          entities:
            mutation.type === 'full'
              ? mutation.entities.length
              : mutation.added.length + mutation.removed.length,
        });
      },
    }),
});

/** The parts of a module that Backstage's backend reads. */
interface Registration {
  init: { func(deps: Record<string, any>): Promise<void> };
}

const isCatalog = (value: any): value is CatalogProcessingExtensionPoint =>
  typeof value?.addEntityProvider === 'function';

/**
 * A module of the catalog whose entity providers are counted. Each module gets an extension point of its own, so it is the module that
 * is wrapped.
 */
export function countMutations(feature: BackendFeature): BackendFeature {
  const { getRegistrations } = feature as unknown as {
    getRegistrations(): Registration[];
  };
  const registrations = () =>
    getRegistrations().map(registration => ({
      ...registration,
      init: {
        ...registration.init,
        func: (deps: Record<string, any>) =>
          registration.init.func(
            Object.fromEntries(
              Object.entries(deps).map(([name, value]) => [
                name,
                isCatalog(value)
                  ? {
                      ...value,
                      addEntityProvider: (
                        ...providers: Array<EntityProvider | EntityProvider[]>
                      ) =>
                        value.addEntityProvider(providers.flat().map(counted)),
                    }
                  : value,
              ]),
            ),
          ),
      },
    }));
  return { ...feature, getRegistrations: registrations } as BackendFeature;
}
