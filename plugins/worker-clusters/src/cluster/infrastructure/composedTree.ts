import type { ComposedResourceDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** Stages that have resources, in order; `other` for what belongs to none. */
export const COMPOSED_STAGES = [
  'network',
  'identity',
  'control-plane',
  'nodes',
  'argocd',
  'applications',
  'other',
] as const;

/** The resources of one stage. */
export interface ComposedStage {
  id: (typeof COMPOSED_STAGES)[number];
  ready: number;
  resources: ComposedResourceDetails[];
}

/**
 * Composed resources by stage: those with a resource that is not ready first, else in the order in which they are built. Within
 * a stage the order is theirs (failing first).
 */
export function composedTree(
  resources: ComposedResourceDetails[],
): ComposedStage[] {
  const stageOf = ({ stage }: ComposedResourceDetails) =>
    COMPOSED_STAGES.find(id => id === stage) ?? 'other';
  return COMPOSED_STAGES.map(id => {
    const of = resources.filter(r => stageOf(r) === id);
    return {
      id,
      resources: of,
      ready: of.filter(r => r.state === 'ready').length,
    };
  })
    .filter(stage => stage.resources.length > 0)
    .sort(
      (a, b) =>
        Number(a.ready === a.resources.length) -
        Number(b.ready === b.resources.length),
    );
}
