import type { KubernetesObject } from '../../apiserver/types';
import { ConditionValue, notReady, ready } from '../conditions';
import { firstAndSomeMore } from './firstAndSomeMore';
import {
  applyPatch,
  expandPatchSets,
  Patch,
  PatchSet,
  RequiredFieldError,
  writesToComposite,
} from './patches';
import { isAutoReady, passesChecks, ReadinessCheck } from './readiness';
import { DesiredResource, runSequencer, SequencerInput } from './sequencer';

export type { DesiredResource } from './sequencer';

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
  /** Whether function-auto-ready is in it. */
  autoReady: boolean;
  sequencer?: SequencerInput;
}

/** Functions of a Composition's pipeline that the sandbox plays, in the order in which it plays them. */
const FUNCTIONS = [
  'function-patch-and-transform',
  'function-auto-ready',
  'function-sequencer',
];

/**
 * Reads a Composition's pipeline.
 *
 * @throws Error if it calls a function that the sandbox does not play, or in another order.
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
  const order = steps.map(s => FUNCTIONS.indexOf(s.functionRef.name));
  if (order.some((position, i) => i > 0 && position <= order[i - 1])) {
    throw new Error(
      `cannot run the Composition's pipeline: the sandbox plays each function once, in the order ${FUNCTIONS.join(
        ', ',
      )}`,
    );
  }
  const inputOf = (name: string) =>
    steps.find(s => s.functionRef.name === name)?.input;
  const resources = inputOf('function-patch-and-transform');
  if (!Array.isArray(resources?.resources)) {
    throw new Error('the Composition has no function-patch-and-transform step');
  }
  const sequencer: SequencerInput | undefined = inputOf('function-sequencer');
  if (sequencer?.rules?.some(rule => rule.condition)) {
    throw new Error(
      'cannot run function-sequencer: the sandbox does not play the condition of a rule',
    );
  }
  return { resources, autoReady: order.includes(1), sequencer };
}

export interface Composed {
  /** Resources to apply now, in the Composition's order, then the Usages. */
  desired: DesiredResource[];
  /** What function-sequencer says of what it holds back. */
  delays: string[];
  /** Status of the composite resource as the functions give it, without conditions. */
  status: object;
  /** The composite resource's condition `Ready`. */
  ready: ConditionValue;
}

/**
 * Runs the pipeline of a Composition for one composite resource.
 *
 * @param composite - the composite resource
 * @param observed - composed resources that exist, Usages included, by their name in the Composition
 * @throws Error if a patch cannot be applied at all; says which.
 */
export function compose(
  pipeline: Pipeline,
  composite: KubernetesObject,
  observed: Map<string, KubernetesObject>,
): Composed {
  // Functions start from nothing: what no patch gives any more is not in the status any more.
  const target: { status?: object } = {};
  const all: DesiredResource[] = [];
  let skipped = false;
  for (const template of pipeline.resources.resources) {
    const existing = observed.get(template.name);
    const object = render(pipeline, template, composite, existing, target);
    if (!object) {
      skipped = true;
      continue;
    }
    all.push({
      name: template.name,
      object,
      // function-auto-ready has its say on all that the checks do not call ready.
      ready:
        passesChecks(existing, template.readinessChecks) ||
        (pipeline.autoReady && isAutoReady(existing)),
    });
  }
  const { desired, delays, incomplete } = pipeline.sequencer
    ? runSequencer(pipeline.sequencer, all, observed)
    : { desired: all, delays: [], incomplete: false };
  return {
    desired,
    delays,
    status: target.status ?? {},
    ready: readinessOf(desired, skipped || incomplete),
  };
}

/** A function that says the composite resource is not ready has the last word, and gives no reason. */
function readinessOf(
  desired: DesiredResource[],
  saidNotReady: boolean,
): ConditionValue {
  if (saidNotReady) return notReady('Creating');
  const unready = desired.filter(r => !r.ready).map(r => r.name);
  return unready.length
    ? notReady('Creating', `Unready resources: ${firstAndSomeMore(unready)}`)
    : ready();
}

/**
 * One resource as function-patch-and-transform makes it; undefined if it cannot be made yet. Patches from it to the
 * composite resource are applied to `target`.
 */
function render(
  pipeline: Pipeline,
  template: ResourceTemplate,
  composite: KubernetesObject,
  existing: KubernetesObject | undefined,
  target: object,
): KubernetesObject | undefined {
  const object = structuredClone(template.base);
  object.metadata = { ...object.metadata };
  if (existing) {
    const { name, namespace } = existing.metadata;
    object.metadata.name = name;
    if (namespace) object.metadata.namespace = namespace;
  }
  const patches = expandPatchSets(
    template.patches,
    pipeline.resources.patchSets,
  );
  for (const patch of patches) {
    try {
      if (!writesToComposite(patch)) applyPatch(patch, composite, object);
      else if (existing) applyPatch(patch, existing, target);
    } catch (error) {
      if (!(error instanceof RequiredFieldError)) {
        throw new Error(
          `cannot compose resource "${template.name}": ${
            (error as Error).message
          }`,
        );
      }
      // What exists is never taken away because a source went missing.
      if (!existing && !writesToComposite(patch)) return undefined;
    }
  }
  return object;
}
