import {
  makeValidator,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

export interface TemplatesConfig {
  /** Entity reference of the owner of the templates. */
  owner: string;
  /** Names of the templates. Undefined: all. */
  include?: string[];
  /** Whether the pull requests are opened with the user's own token. */
  requestUserCredentials: boolean;
}

const validator = makeValidator();

/**
 * Reads `workerClusters.templates`. Returns undefined where it is not configured: no template is registered then.
 *
 * @throws InputError if the owner is not the reference of a group or a user
 */
export function readTemplatesConfig(
  config: Config,
): TemplatesConfig | undefined {
  const templates = config.getOptionalConfig('workerClusters.templates');
  if (!templates) return undefined;
  return {
    owner: readOwner(templates.getString('owner')),
    include: templates.getOptionalStringArray('include'),
    requestUserCredentials:
      templates.getOptionalBoolean('requestUserCredentials') ?? false,
  };
}

function readOwner(text: string): string {
  try {
    const ref = parseEntityRef(text, {
      defaultKind: 'group',
      defaultNamespace: 'default',
    });
    if (
      ['group', 'user'].includes(ref.kind.toLowerCase()) &&
      validator.isValidNamespace(ref.namespace) &&
      validator.isValidEntityName(ref.name)
    ) {
      return stringifyEntityRef(ref);
    }
  } catch {
    // The same as a reference of another kind.
  }
  throw new InputError(
    `workerClusters.templates.owner: '${text}' is not the entity reference of a group or a user; write for example group:default/platform`,
  );
}
