import type { KubernetesObject } from '../../apiserver/types';
import {
  applyPatch,
  expandPatchSets,
  Patch,
  PatchSet,
  RequiredFieldError,
  writesToComposite,
} from './patches';
import { isReady, ReadinessCheck } from './readiness';
import { Delay, findDelays, SequencerInput } from './sequencer';

/** One resource of a Composition. */
export interface ResourceTemplate {
  name: string;
  base: KubernetesObject;
  patches?: Patch[];
  readinessChecks?: ReadinessCheck[];
}

/** Input of function-patch-and-transform. */
export interface ResourcesInput {
  patchSets?: PatchSet[];
  resources: ResourceTemplate[];
}

/** What the pipeline of a Composition consists of. */
export interface Pipeline {
  resources: ResourcesInput;
  sequencer?: SequencerInput;
}

/** Functions of a Composition's pipeline that the sandbox plays. */
const FUNCTIONS = [
  'function-patch-and-transform',
  'function-auto-ready',
  'function-sequencer',
];

/**
 * Reads a Composition's pipeline.
 *
 * @throws Error if it calls a function that the sandbox does not play.
 */
export function readPipeline(composition: KubernetesObject): Pipeline {
  const steps: any[] = composition.spec?.pipeline ?? [];
  const unknown = steps.find(s => !FUNCTIONS.includes(s.functionRef?.name));
  if (unknown) {
    throw new Error(
      `cannot run Composition pipeline step "${
        unknown.step
      }": the sandbox has no ${
        unknown.functionRef?.name
      }, only ${FUNCTIONS.join(', ')}`,
    );
  }
  const inputOf = (name: string) =>
    steps.find(s => s.functionRef.name === name)?.input;
  const resources = inputOf('function-patch-and-transform');
  if (!Array.isArray(resources?.resources)) {
    throw new Error('the Composition has no function-patch-and-transform step');
  }
  return { resources, sequencer: inputOf('function-sequencer') };
}

/** One resource that the composite resource asks for. */
export interface DesiredResource {
  name: string;
  object: KubernetesObject;
  ready: boolean;
}

export interface Composed {
  /** Resources to apply now, in the Composition's order. */
  desired: DesiredResource[];
  /** Names of all resources that the Composition makes and that are not ready, whether they may exist yet or not. */
  unready: string[];
  delays: Delay[];
  /** Status of the composite resource, without conditions. */
  status: object;
}

/**
 * Runs the pipeline of a Composition for one composite resource.
 *
 * @param composite - the composite resource
 * @param observed - composed resources that exist, by their name in the Composition
 * @throws Error if a patch cannot be applied at all; says which.
 */
export function compose(
  pipeline: Pipeline,
  composite: KubernetesObject,
  observed: Map<string, KubernetesObject>,
): Composed {
  const target = { status: structuredClone(composite.status ?? {}) };
  const all: DesiredResource[] = [];
  const skipped: string[] = [];
  for (const template of pipeline.resources.resources) {
    const existing = observed.get(template.name);
    const patches = expandPatchSets(
      template.patches,
      pipeline.resources.patchSets,
    );
    try {
      const object = renderBase(template, patches, composite, !!existing);
      all.push({
        name: template.name,
        object,
        ready: isReady(existing, template.readinessChecks),
      });
    } catch (error) {
      if (!(error instanceof RequiredFieldError)) {
        throw new Error(
          `cannot compose resource "${template.name}": ${
            (error as Error).message
          }`,
        );
      }
      skipped.push(template.name);
    }
    if (existing) {
      patches
        .filter(writesToComposite)
        .forEach(patch => applyPatch(patch, existing, target));
    }
  }
  const delays = findDelays(
    pipeline.sequencer,
    all.map(r => ({
      name: r.name,
      ready: r.ready,
      exists: observed.has(r.name),
    })),
  );
  const held = new Set(delays.flatMap(d => d.resources));
  const status: { conditions?: unknown } = target.status;
  delete status.conditions;
  return {
    desired: all.filter(r => !held.has(r.name)),
    unready: [...all.filter(r => !r.ready).map(r => r.name), ...skipped].sort(),
    delays,
    status,
  };
}

function renderBase(
  template: ResourceTemplate,
  patches: Patch[],
  composite: KubernetesObject,
  exists: boolean,
): KubernetesObject {
  const object = structuredClone(template.base);
  object.metadata = { ...object.metadata };
  for (const patch of patches.filter(p => !writesToComposite(p))) {
    try {
      applyPatch(patch, composite, object);
    } catch (error) {
      // What exists is never taken away because a source went missing.
      if (!(exists && error instanceof RequiredFieldError)) throw error;
    }
  }
  return object;
}
