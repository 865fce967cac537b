import { list, object, text } from './fields';

/** What is kept of a CompositeResourceDefinition. */
export interface DefinitionEntry {
  apiVersion: string;
  kind: string;
  /** Whether it has the portal's label: its kind is one of claims, whatever the configuration names. */
  labelled: boolean;
  /** Crossplane v1: kind of the composite resources behind the claims. */
  composite?: { apiVersion: string; kind: string };
  /** Of Crossplane v2: without a claim of its own. */
  modern: boolean;
  /** `openAPIV3Schema` of the version; absent if it is unreasonably large. */
  schema?: { [keyword: string]: unknown };
  /** Name of the Composition that is enforced, else of the one that is used by default. */
  composition?: string;
}

const CLAIMS_LABEL = 'worker-clusters.backstage.io/claims';

/** A large one has some dozen kilobytes. */
const MAX_SCHEMA_CHARACTERS = 512 * 1024;

const isSmall = (schema: object) =>
  JSON.stringify(schema).length <= MAX_SCHEMA_CHARACTERS;

/**
 * The kind of claims, or of namespaced composite resources, that a CompositeResourceDefinition offers to people.
 * Undefined if it offers none that is namespaced.
 */
export function transformDefinition(raw: unknown): DefinitionEntry | undefined {
  const spec = object(object(raw).spec);
  const namespaced = spec.scope === 'Namespaced';
  const names = object(namespaced ? spec.names : spec.claimNames);
  const versions = list(spec.versions)
    .map(object)
    .filter(version => version.served === true);
  const version = versions.find(v => v.referenceable === true) ?? versions[0];
  const group = text(spec.group, 253);
  const kind = text(names.kind, 128);
  const name = text(object(version).name, 63);
  if (!group || !kind || !name) return undefined;
  const schema = object(object(object(version).schema).openAPIV3Schema);
  const known = Object.keys(schema).length > 0 && isSmall(schema);
  const apiVersion = `${group}/${name}`;
  const labels = object(object(object(raw).metadata).labels);
  const composite = namespaced ? undefined : text(object(spec.names).kind, 128);
  return {
    apiVersion,
    kind,
    labelled: labels[CLAIMS_LABEL] === 'true',
    ...(composite && { composite: { apiVersion, kind: composite } }),
    modern: namespaced,
    ...(known && { schema }),
    composition: text(
      object(spec.enforcedCompositionRef ?? spec.defaultCompositionRef).name,
      253,
    ),
  };
}
