import {
  makeValidator,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** What the entities of clusters have beside what their claims say. */
export interface EntityConfig {
  /** Entity reference of the system that the clusters are part of. */
  system?: string;
  /** Lifecycle by environment. */
  lifecycles: ReadonlyMap<string, string>;
  /** Entity reference of what clusters depend on, by the name of their management cluster. */
  managementClusters: ReadonlyMap<string, string>;
}

const PATH = 'workerClusters.catalog';
const validator = makeValidator();

/**
 * Reads `workerClusters.catalog`; nothing in it is required.
 *
 * @throws InputError for what is not an entity reference, or of a kind that cannot stand there
 */
export function readEntityConfig(config: Config): EntityConfig {
  const catalog = config.getOptionalConfig(PATH);
  const system = catalog?.getOptionalString('system');
  return {
    ...(system && { system: readRef(`${PATH}.system`, system, 'system') }),
    lifecycles: readMap(
      `${PATH}.lifecycles`,
      catalog?.getOptional('lifecycles'),
      text => text,
    ),
    managementClusters: readMap(
      `${PATH}.managementClusters`,
      catalog?.getOptional('managementClusters'),
      (text, path) =>
        readRef(path, text, 'resource', ['component', 'resource']),
    ),
  };
}

/** Names may have dots, which `Config` reads as paths: the object is read as a whole. */
function readMap(
  path: string,
  value: unknown,
  read: (text: string, path: string) => string,
): Map<string, string> {
  if (value === undefined) return new Map();
  if (!value || typeof value !== 'object' || Array.isArray(value)) {
    throw new InputError(`${path} must be a map of strings`);
  }
  return new Map(
    Object.entries(value).map(([key, text]) => {
      if (typeof text !== 'string' || !text) {
        throw new InputError(
          `${path}.${key} must be a string that is not empty`,
        );
      }
      return [key, read(text, `${path}.${key}`)];
    }),
  );
}

function readRef(
  path: string,
  text: string,
  defaultKind: string,
  kinds = [defaultKind],
): string {
  try {
    const ref = parseEntityRef(text, {
      defaultKind,
      defaultNamespace: 'default',
    });
    if (
      kinds.includes(ref.kind.toLowerCase()) &&
      validator.isValidNamespace(ref.namespace) &&
      validator.isValidEntityName(ref.name)
    ) {
      return stringifyEntityRef(ref);
    }
  } catch {
    // The same as a reference of another kind.
  }
  throw new InputError(
    `${path}: '${text}' is not the entity reference of a ${kinds.join(
      ' or a ',
    )}; write for example ${defaultKind}:default/platform`,
  );
}
