import {
  makeValidator,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';

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
 * Reads `workerClusters.catalog`; nothing in it is required. What is wrong is reported and left out: what is not an entity
 * reference, or of a kind that cannot stand there.
 */
export function readEntityConfig(
  config: Config,
  problems: ConfigProblemsService,
): EntityConfig {
  const read = <T>(key: string, fallback: T, get: (path: string) => T): T =>
    problems.read(
      {
        key: `${PATH}.${key}`,
        effect: 'The entities of clusters are without it.',
        fallback,
      },
      () => get(`${PATH}.${key}`),
    );
  const none: ReadonlyMap<string, string> = new Map();
  const system = read<string | undefined>('system', undefined, path => {
    const text = config.getOptionalString(path);
    return text && readRef(path, text, 'system');
  });
  return {
    ...(system && { system }),
    lifecycles: read('lifecycles', none, path =>
      readMap(path, config.getOptional(path), text => text),
    ),
    managementClusters: read('managementClusters', none, path =>
      readMap(path, config.getOptional(path), (text, of) =>
        readRef(of, text, 'resource', ['component', 'resource']),
      ),
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
