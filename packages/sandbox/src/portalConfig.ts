import { readFileSync } from 'node:fs';
import { parseDocument, Scalar, visit } from 'yaml';
import { inPackage } from './packageFolder';

/** What differs from one sandbox to the next. */
export interface PortalConfigValues {
  managementPort: number;
  gitPort: number;
  /** Folder with the entities of the sandbox; by default that of this package. */
  catalog?: string;
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
    // Backstage takes `${` for a variable of its own.
    SANDBOX_CATALOG: (values.catalog ?? inPackage('catalog')).replaceAll(
      '${',
      () => '$${',
    ),
  };
  const document = parseDocument(
    readFileSync(inPackage('app-config.yaml'), 'utf8'),
  );
  visit(document, {
    Scalar(_, scalar: Scalar) {
      if (typeof scalar.value !== 'string') return;
      scalar.value = scalar.value.replace(
        /\$\{(SANDBOX_\w+)\}/g,
        (variable, name) => variables[name] ?? variable,
      );
    },
  });
  return document.toString({ lineWidth: 0 });
}
