import type { ClusterState } from '../store/types';
import type { CompositionShape } from '../observe/types';
import type { AssessedResource } from './resources';
import {
  RESOURCE_STAGES,
  type ResourceStage,
  stageOfKind,
  toResourceStage,
} from './stages';

/** How far one stage is. */
export interface StageProgress {
  id: ResourceStage;
  resources: AssessedResource[];
  ready: number;
  /** What the Composition says, not what exists by now: otherwise the share that is ready would jump back. */
  expected: number;
  complete: boolean;
}

/**
 * How far each stage of composed resources is.
 *
 * @param options.stable - the composite resource has been ready for a while: what a newer Composition names and
 * what does not exist is then not waited for any more
 */
export function stageProgress(
  resources: AssessedResource[],
  options: {
    shape: CompositionShape | undefined;
    stable: boolean;
    previous: ClusterState | undefined;
  },
): StageProgress[] {
  const { shape, stable, previous } = options;
  const byStage = new Map<ResourceStage, AssessedResource[]>(
    RESOURCE_STAGES.map(id => [id, []]),
  );
  for (const assessed of resources) {
    if (assessed.stage) byStage.get(assessed.stage)!.push(assessed);
  }
  const seen = new Set(resources.map(r => r.resource.compositionResourceName));

  return RESOURCE_STAGES.map((id, index) => {
    const own = byStage.get(id)!;
    const ready = own.filter(r => r.ready).length;
    const allReady = ready === own.length;
    if (shape) {
      const missing = shape.resources.filter(
        r =>
          (toResourceStage(r.stage) ?? stageOfKind(r.kind)) === id &&
          !seen.has(r.name),
      ).length;
      const expected = stable ? own.length : own.length + missing;
      return {
        id,
        resources: own,
        ready,
        expected,
        complete: allReady && expected === own.length,
      };
    }
    // Without the Composition nobody knows how many are to come: a stage is over once a later one has begun.
    const laterBegun = RESOURCE_STAGES.slice(index + 1).some(
      later => byStage.get(later)!.length > 0,
    );
    const before = previous?.timeline.find(s => s.id === id)?.expected ?? 0;
    const expected = stable ? own.length : Math.max(own.length, before);
    return {
      id,
      resources: own,
      ready,
      expected,
      complete: allReady && ready >= expected && (stable || laterBegun),
    };
  });
}
