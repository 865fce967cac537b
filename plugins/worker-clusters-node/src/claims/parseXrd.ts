import { InputError } from '@backstage/errors';
import { z } from 'zod/v4';
import type { ClaimType } from './Claim';
import { parseYaml, type YamlFile } from './parseYaml';

/** A schema of an XRD: OpenAPI v3, structural. @public */
export type OpenApiSchema = { [keyword: string]: unknown };

/**
 * The kind of claims that an XRD (CompositeResourceDefinition) defines.
 *
 * @public
 */
export interface ClaimDefinition extends ClaimType {
  /** `openAPIV3Schema` of the version that Compositions refer to. */
  schema: OpenApiSchema;
}

const xrdSchema = z.object({
  apiVersion: z.string().startsWith('apiextensions.crossplane.io/'),
  kind: z.literal('CompositeResourceDefinition'),
  spec: z.object({
    group: z.string().min(1),
    names: z.object({ kind: z.string().min(1) }),
    claimNames: z.object({ kind: z.string().min(1) }).optional(),
    versions: z
      .array(
        z.object({
          name: z.string().min(1),
          served: z.boolean(),
          referenceable: z.boolean(),
          schema: z.object({
            openAPIV3Schema: z.record(z.string(), z.unknown()),
          }),
        }),
      )
      .min(1),
  }),
});

/**
 * Reads the XRD of the worker clusters: group, version and kind of a claim (its `claimNames` in Crossplane v1,
 * the composite resource itself in v2) and the schema.
 *
 * @param text - YAML; the first document that is an XRD counts
 * @param where - path of the file, for messages
 * @throws InputError if it is not an XRD with a served version.
 * @public
 */
export function parseXrd(text: string, where: string): ClaimDefinition {
  const unusable = (why: string) =>
    new InputError(
      `The XRD ${where} in the GitOps repository cannot be used: ${why}. Tell the platform team.`,
    );

  let file: YamlFile;
  try {
    file = parseYaml(text);
  } catch (error) {
    throw unusable((error as Error).message);
  }
  const problem = file.documents.flatMap(d => d.problems)[0];
  if (problem) {
    throw unusable(`line ${file.lineAt(problem.offset)}: ${problem.message}`);
  }
  const value = file.documents
    .map(d => d.document.toJS({ maxAliasCount: 20 }))
    .find(v => v?.kind === 'CompositeResourceDefinition');
  if (!value) throw unusable('it holds no CompositeResourceDefinition');

  const result = xrdSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw unusable(`${issue.path.join('.')}: ${issue.message}`);
  }
  const { group, names, claimNames, versions } = result.data.spec;
  const version = versions.find(v => v.served && v.referenceable);
  if (!version)
    throw unusable('none of its versions is served and referenceable');
  return {
    group,
    version: version.name,
    kind: claimNames?.kind ?? names.kind,
    schema: version.schema.openAPIV3Schema,
  };
}
