import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { parse } from 'yaml';
import type { TemplatesConfig } from './readTemplatesConfig';

const PACKAGE =
  '@worker-clusters/backstage-plugin-catalog-backend-module-worker-clusters';

/** Folder with one folder per template: the copy in the published package, in the monorepo `templates/`. */
export function templatesFolder(): string {
  const packed = resolvePackagePath(PACKAGE, 'dist/software-templates');
  return existsSync(packed)
    ? packed
    : resolvePackagePath(PACKAGE, '../../templates');
}

/**
 * Reads the configured software templates as entities of the catalog. Their location is the file that they come from, so that
 * the scaffolder finds the skeleton beside it.
 *
 * @param folder - has `<name>/template.yaml`
 * @throws InputError if the configuration names a template that is not there; the error of `fs` if a file cannot be read
 */
export async function readTemplates(
  folder: string,
  { owner, include, requestUserCredentials }: TemplatesConfig,
): Promise<Entity[]> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort();
  const unknown = include?.find(name => !names.includes(name));
  if (unknown !== undefined) {
    throw new InputError(
      `workerClusters.templates.include: there is no template '${unknown}'; choose from ${names.join(
        ', ',
      )}`,
    );
  }
  return Promise.all(
    names
      .filter(name => !include || include.includes(name))
      .map(async name => {
        const path = join(folder, name, 'template.yaml');
        const template = parse(await readFile(path, 'utf8'));
        template.metadata.annotations = {
          ...template.metadata.annotations,
          [ANNOTATION_LOCATION]: `file:${path}`,
          [ANNOTATION_ORIGIN_LOCATION]: `file:${path}`,
        };
        template.spec.owner = owner;
        if (requestUserCredentials) requestCredentials(template);
        return template as Entity;
      }),
  );
}

/** Lets each review field sign the user in to the Git host. */
function requestCredentials(template: any) {
  for (const page of template.spec.parameters) {
    for (const field of Object.values<any>(page.properties)) {
      if (field['ui:field'] === 'WorkerClusterReview') {
        field['ui:options'] = {
          ...field['ui:options'],
          requestUserCredentials: true,
        };
      }
    }
  }
}
