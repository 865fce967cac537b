import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError, isError } from '@backstage/errors';
import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';

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
 * Reads the settings of the policy. One that is wrong is reported, and allows as little as it can.
 */
export function readPolicySettings(
  config: Config,
  problems: ConfigProblemsService,
): PolicySettings {
  const read = <T>(
    key: keyof PolicySettings,
    strictest: { value: T; effect: string },
    get: (path: string) => T,
  ): T =>
    problems.read(
      {
        key: `${KEY}.${key}`,
        effect: strictest.effect,
        fallback: strictest.value,
      },
      () => get(`${KEY}.${key}`),
    );
  return {
    platformGroups: read<string[]>(
      'platformGroups',
      { value: [], effect: 'Nobody may do what only the platform team may.' },
      path => (config.getOptionalStringArray(path) ?? []).map(entityRef),
    ),
    read: read<PolicySettings['read']>(
      'read',
      { value: 'owner', effect: 'Clusters are shown to their owners only.' },
      () => oneOf(config, 'read', ['everyone', 'owner']),
    ),
    create: read<PolicySettings['create']>(
      'create',
      {
        value: 'platform',
        effect: 'Only the platform team may request clusters.',
      },
      () => oneOf(config, 'create', ['owner', 'everyone', 'platform']),
    ),
    createEnvironments: read<string[] | undefined>(
      'createEnvironments',
      {
        value: [],
        effect: 'Only the platform team may request clusters.',
      },
      path => config.getOptionalStringArray(path),
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
