import { InputError } from '@backstage/errors';
import { checkClusterName } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { isMap, isNode, isScalar } from 'yaml';
import type { Document } from 'yaml';
import { z } from 'zod/v4';
import { Claim, ClaimType, DEFAULT_CLAIM_TYPE } from './Claim';
import { parseYaml, type YamlDocument, type YamlFile } from './parseYaml';

/** One thing that is wrong in a file. @public */
export interface ClaimFileProblem {
  /** From 1. */
  line: number;
  /** Path of the field, for example `spec.nodes.min`; absent for a fault of the YAML itself. */
  field?: string;
  message: string;
}

/**
 * One document of a YAML file.
 *
 * - `claim`: a sound claim.
 * - `other`: some other object, for example a Namespace next to the claim.
 * - `invalid`: not YAML, not a Kubernetes object, or a claim with faults.
 *
 * @public
 */
export type ClaimFileDocument =
  | { type: 'claim'; line: number; claim: Claim }
  | { type: 'other'; line: number; apiVersion: string; kind: string }
  | { type: 'invalid'; line: number; problems: ClaimFileProblem[] };

/** Problems that are said of a document; the rest waits until those are fixed. */
const MAX_PROBLEMS = 20;

// Loose, so that the checks of a claim see every field of the file.
const claimSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string().superRefine((name, context) => {
      const problem = checkClusterName(name);
      if (problem) context.addIssue({ code: 'custom', message: problem });
    }),
    namespace: z.string().optional(),
    annotations: z.record(z.string(), z.string()).nullish(),
  }),
  spec: z
    .object({
      environment: z.string(),
      region: z.string(),
      owner: z.string(),
      kubernetesVersion: z.string(),
      nodes: z
        .object({
          size: z.string().optional(),
          min: z.number().int().optional(),
          max: z.number().int().optional(),
        })
        .loose()
        .optional(),
      network: z.object({ vpcCidr: z.string().optional() }).loose().optional(),
    })
    .loose(),
});

/**
 * Reads a file of the claims folder, whatever it holds. Untrusted input: see `parseYaml` for its bounds; nothing but
 * plain data comes out. A file beyond the bounds is one `invalid` document.
 *
 * @param type - which kind of object is a claim; any version of the group counts
 * @public
 */
export function parseClaimFile(
  text: string,
  type: Pick<ClaimType, 'group' | 'kind'> = DEFAULT_CLAIM_TYPE,
): ClaimFileDocument[] {
  let file: YamlFile;
  try {
    file = parseYaml(text);
  } catch (error) {
    if ((error as Error).name !== 'InputError') throw error;
    const { message } = error as Error;
    return [{ type: 'invalid', line: 1, problems: [{ line: 1, message }] }];
  }
  return file.documents
    .filter(document => !isEmpty(document))
    .map(document => toDocument(document, file.lineAt, type));
}

/**
 * The one claim of a file that may hold nothing else.
 *
 * @throws InputError with every fault and its line, also for a file with no claim, several claims or other objects.
 * @public
 */
export function parseClaim(
  text: string,
  type: Pick<ClaimType, 'group' | 'kind'> = DEFAULT_CLAIM_TYPE,
): Claim {
  const documents = parseClaimFile(text, type);
  const problems = documents.flatMap(d =>
    d.type === 'invalid' ? d.problems : [],
  );
  if (problems.length) {
    throw new InputError(
      `The claim is not sound: ${problems
        .map(p => `line ${p.line}: ${p.message}`)
        .join('; ')}`,
    );
  }
  const [first, second] = documents;
  if (!first) {
    throw new InputError(
      `The file is empty: expected one object of kind ${type.kind} (${type.group})`,
    );
  }
  for (const document of documents) {
    if (document.type === 'other') {
      throw new InputError(
        `line ${document.line}: expected an object of kind ${type.kind} (${type.group}), found ${document.kind} (${document.apiVersion})`,
      );
    }
  }
  if (second) {
    throw new InputError(
      `line ${second.line}: a second claim: put each claim into a file of its own`,
    );
  }
  return (first as Extract<ClaimFileDocument, { type: 'claim' }>).claim;
}

/** Which kind of object a file says that it holds, for a claim of which the XRD is not known. Untrusted. @public */
export function claimTypeOf(text: string): Pick<ClaimType, 'group' | 'kind'> {
  const say = (key: string) =>
    new RegExp(`^${key}:[ \\t]*['"]?([\\w./-]{1,300})`, 'm').exec(text)?.[1] ??
    '';
  const [group, version] = say('apiVersion').split('/');
  return version && say('kind')
    ? { group, kind: say('kind') }
    : DEFAULT_CLAIM_TYPE;
}

/** The definition of the claim in a file; the first of them if it is of none. @public */
export function definitionOf<T extends Pick<ClaimType, 'group' | 'kind'>>(
  text: string,
  definitions: [T, ...T[]],
): T {
  return (
    definitions.find(definition =>
      parseClaimFile(text, definition).some(d => d.type === 'claim'),
    ) ?? definitions[0]
  );
}

/** Nothing between two `---`, as kubectl passes over it. */
function isEmpty({ document, problems }: YamlDocument): boolean {
  const { contents } = document;
  return (
    problems.length === 0 &&
    (contents === null || (isScalar(contents) && contents.value === null))
  );
}

function toDocument(
  { document, problems: faults }: YamlDocument,
  lineAt: YamlFile['lineAt'],
  type: Pick<ClaimType, 'group' | 'kind'>,
): ClaimFileDocument {
  const line = lineAt(document.contents?.range?.[0] ?? document.range?.[0]);
  const invalid = (problems: ClaimFileProblem[]): ClaimFileDocument => ({
    type: 'invalid',
    line,
    problems,
  });

  if (faults.length) {
    return invalid(
      faults.map(({ offset, message }) => ({ line: lineAt(offset), message })),
    );
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    return invalid([{ line, message: (error as Error).message }]);
  }
  const { apiVersion, kind } = (value ?? {}) as Record<string, unknown>;
  if (
    !isMap(document.contents) ||
    typeof apiVersion !== 'string' ||
    typeof kind !== 'string'
  ) {
    return invalid([
      {
        line,
        message: `not a Kubernetes object: 'apiVersion' and 'kind' are missing`,
      },
    ]);
  }
  if (kind !== type.kind || !apiVersion.startsWith(`${type.group}/`)) {
    return { type: 'other', line, apiVersion, kind };
  }

  const result = claimSchema.safeParse(value);
  if (!result.success) {
    return invalid(
      result.error.issues.slice(0, MAX_PROBLEMS).map(issue => ({
        line: lineAt(offsetOf(document, issue.path)),
        field: issue.path.join('.'),
        message: `${issue.path.join('.')}: ${issue.message}`,
      })),
    );
  }
  const { metadata, ...rest } = result.data;
  return {
    type: 'claim',
    line,
    claim: {
      ...rest,
      metadata: { ...metadata, annotations: metadata.annotations ?? {} },
    },
  };
}

/** Where a field stands; for one that is missing, where the nearest object around it stands. */
function offsetOf(document: Document, path: PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}
