import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError, isError } from '@backstage/errors';

/** Settings of the policy: `workerClusters.permissions` in the configuration. */
export interface PolicySettings {
  /** Entity references, in lowercase. */
  platformGroups: string[];
  read: 'everyone' | 'owner';
  create: 'owner' | 'everyone' | 'platform';
  /** In which everybody else than the platform team may request clusters; undefined: in all of them. */
  createEnvironments?: string[];
}

const KEY = 'workerClusters.permissions';

/**
 * Reads the settings of the policy.
 *
 * @throws InputError that names the value which is not allowed.
 */
export function readPolicySettings(config: Config): PolicySettings {
  const groups = config.getOptionalStringArray(`${KEY}.platformGroups`) ?? [];
  return {
    platformGroups: groups.map(entityRef),
    read: oneOf(config, 'read', ['everyone', 'owner']),
    create: oneOf(config, 'create', ['owner', 'everyone', 'platform']),
    createEnvironments: config.getOptionalStringArray(
      `${KEY}.createEnvironments`,
    ),
  };
}

function entityRef(group: string, index: number): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(group, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    );
  } catch (error) {
    throw new InputError(
      `${KEY}.platformGroups[${index}]: '${group}' is not an entity reference (${
        isError(error) ? error.message : error
      }). Write for example group:default/platform.`,
    );
  }
}

/** Reads a setting with a closed set of values; the first one is the default. */
function oneOf<T extends string>(
  config: Config,
  key: string,
  values: readonly T[],
): T {
  const value = config.getOptionalString(`${KEY}.${key}`) ?? values[0];
  const known = values.find(v => v === value);
  if (!known) {
    throw new InputError(
      `${KEY}.${key}: '${value}' is not known. Write one of: ${values.join(
        ', ',
      )}.`,
    );
  }
  return known;
}
