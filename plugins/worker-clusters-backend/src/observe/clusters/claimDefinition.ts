import type {
  ClaimDefinition,
  PlatformDefinition,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { ClaimKind } from '../config';
import type { DefinitionEntry } from '../transform/definition';
import type { CompositionShape } from '../types';
import { splitApiVersion } from './Discovery';
import { groupKind } from './neededCollections';

/** More Compositions of one kind are not described. */
const MAX_COMPOSITIONS = 50;

/** Counts the resources that a Composition creates by kind, most frequent first. */
function countKinds({ resources }: CompositionShape) {
  const counts = new Map<string, number>();
  for (const { kind, makes = kind } of resources) {
    counts.set(makes, (counts.get(makes) ?? 0) + 1);
  }
  return [...counts]
    .map(([kind, count]) => ({ kind, count }))
    .sort((a, b) => b.count - a.count || a.kind.localeCompare(b.kind));
}

function toClaimDefinition(
  { apiVersion, kind }: DefinitionEntry,
  schema: ClaimDefinition['schema'],
): ClaimDefinition {
  const { group, version } = splitApiVersion(apiVersion);
  return { group, version, kind, schema };
}

/** Whether a Composition is for the composite resources of a definition. */
function isFor(
  { compositeType }: CompositionShape,
  { apiVersion, kind, composite = { apiVersion, kind } }: DefinitionEntry,
): boolean {
  return (
    compositeType !== undefined &&
    groupKind(compositeType) === groupKind(composite)
  );
}

/**
 * Selects the definition of new claims among the XRDs of a management cluster: of the first kind that the configuration
 * names, else of one of Crossplane v2, else the first. Returns undefined while there is none with a schema.
 */
export function selectClaimDefinition(
  definitions: DefinitionEntry[],
  configured: ClaimKind | undefined,
  compositions: CompositionShape[],
): PlatformDefinition | undefined {
  const found =
    definitions.find(
      d => configured && groupKind(d) === groupKind(configured),
    ) ??
    definitions.find(d => d.modern) ??
    definitions[0];
  if (!found?.schema) return undefined;
  const others = definitions.flatMap(d =>
    d !== found && d.kind === found.kind && d.schema
      ? toClaimDefinition(d, d.schema)
      : [],
  );
  const composition = compositions.find(c => c.name === found.composition);
  const selectable = compositions
    .filter(c => c !== composition && isFor(c, found))
    .sort((a, b) => a.name.localeCompare(b.name))
    .slice(0, MAX_COMPOSITIONS);
  return {
    source: 'management-cluster',
    definition: toClaimDefinition(found, found.schema),
    ...(others.length && { others }),
    ...(composition && {
      composition: composition.name,
      resources: countKinds(composition),
    }),
    ...(selectable.length && {
      otherCompositions: selectable.map(c => ({
        name: c.name,
        resources: countKinds(c),
      })),
    }),
  };
}
