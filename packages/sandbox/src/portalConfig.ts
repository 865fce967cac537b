import { readFileSync } from 'node:fs';
import { inPackage } from './packageFolder';

/** What differs from one sandbox to the next. */
export interface PortalConfigValues {
  managementPort: number;
  gitPort: number;
}

/**
 * The configuration that joins a portal to a sandbox, for the sandbox's folder: paths of the sandbox's own files are relative to
 * it. Its source is `app-config.yaml` of this package.
 *
 * @returns the text of a configuration file of Backstage
 */
export function portalConfig(values: PortalConfigValues): string {
  const variables: Record<string, string> = {
    SANDBOX_MANAGEMENT_PORT: String(values.managementPort),
    SANDBOX_GIT_PORT: String(values.gitPort),
    SANDBOX_CATALOG: inPackage('catalog'),
  };
  return readFileSync(inPackage('app-config.yaml'), 'utf8').replace(
    /\$\{(SANDBOX_\w+)\}/g,
    (_, name) => {
      const value = variables[name];
      if (value === undefined) throw new Error(`There is no value of ${name}`);
      return value;
    },
  );
}
