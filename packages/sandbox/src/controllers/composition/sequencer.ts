import type { KubernetesObject } from '../../apiserver/types';
import { isUsage, usageOf } from './usages';

/** Input of function-sequencer, as far as it is played here. */
export interface SequencerInput {
  rules?: Array<{
    sequence: string[];
    /** The rule orders deletion only. */
    deleteOnly?: boolean;
    /** CEL: not played. */
    condition?: string;
  }>;
  /** Makes a Usage of every pair. */
  enableDeletionSequencing?: boolean;
  replayDeletion?: boolean;
  usageVersion?: string;
  /** The composite resource is not ready while something is held back. */
  resetCompositeReadiness?: boolean;
}

/** One resource that the composite resource asks for. */
export interface DesiredResource {
  /** Its name in the Composition. */
  name: string;
  object: KubernetesObject;
  ready: boolean;
}

export interface Sequenced {
  /** What is left of the desired resources, in their order, then the Usages. */
  desired: DesiredResource[];
  /** What function-sequencer says of each step that it held back. */
  delays: string[];
  /** True if something was held back that `resetCompositeReadiness` counts. */
  incomplete: boolean;
}

/**
 * What function-sequencer v0.6.0 makes of the desired resources.
 *
 * Rule by rule, a step of a sequence is taken out of the desired resources if not all resources that match a step before
 * it are ready. What has been taken out by an earlier rule does not count in a later one: of `(a|b)` with `b` taken out,
 * only `a` has to be ready. A resource that exists is never taken out. Of neighbouring steps, every pair of resources that
 * exist gets a Usage.
 */
export function runSequencer(
  input: SequencerInput,
  resources: DesiredResource[],
  observed: Map<string, KubernetesObject>,
): Sequenced {
  const desired = new Map(resources.map(r => [r.name, r]));
  const usages = new Map<string, DesiredResource>();
  const delays: string[] = [];
  let incomplete = false;
  for (const { sequence, deleteOnly } of input.rules ?? []) {
    if (input.enableDeletionSequencing) {
      addUsages(input, sequence, desired, observed, usages);
    }
    if (deleteOnly) continue;
    for (const [i, step] of sequence.entries()) {
      if (i === 0 || observed.has(step)) continue;
      const blocker = firstBlocker(sequence.slice(0, i), desired);
      if (!blocker) continue;
      delays.push(
        `Delaying creation of resource(s) matching "${step}" because ${blocker}`,
      );
      for (const { name } of matching(step, desired)) {
        if (observed.has(name)) continue;
        desired.delete(name);
        if (input.resetCompositeReadiness) incomplete = true;
      }
    }
  }
  for (const [name, usage] of usages) desired.set(name, usage);
  return { desired: [...desired.values()], delays, incomplete };
}

function firstBlocker(
  steps: string[],
  desired: Map<string, DesiredResource>,
): string | undefined {
  for (const step of steps) {
    const found = matching(step, desired);
    const ready = found.filter(r => r.ready).length;
    if (found.length === 0) return `"${step}" does not exist yet`;
    if (ready < found.length) {
      return `"${step}" is not fully ready (${ready} of ${found.length})`;
    }
  }
  return undefined;
}

function addUsages(
  input: SequencerInput,
  sequence: string[],
  desired: Map<string, DesiredResource>,
  observed: Map<string, KubernetesObject>,
  usages: Map<string, DesiredResource>,
): void {
  for (let i = 1; i < sequence.length; i++) {
    const later = matcher(sequence[i]);
    for (const [by, user] of observed) {
      if (!later.test(by) || isUsage(user)) continue;
      for (const { name: of } of matching(sequence[i - 1], desired)) {
        const used = observed.get(of);
        if (!used) continue;
        const name = `${by}-${of}-usage`;
        usages.set(name, {
          name,
          object: usageOf(used, user, {
            version: input.usageVersion === 'v1' ? 'v1' : 'v2',
            replayDeletion: input.replayDeletion ?? false,
          }),
          ready: true,
        });
      }
    }
  }
}

function matching(
  pattern: string,
  desired: Map<string, DesiredResource>,
): DesiredResource[] {
  const regex = matcher(pattern);
  return [...desired.values()].filter(r => regex.test(r.name));
}

const compiled = new Map<string, RegExp>();

/** As the function does it: anchored unless the pattern has an anchor, and without a group (`a|b` becomes `^a|b$`). */
function matcher(pattern: string): RegExp {
  let regex = compiled.get(pattern);
  if (!regex) {
    const anchored = pattern.startsWith('^') || pattern.endsWith('$');
    regex = new RegExp(anchored ? pattern : `^${pattern}$`);
    compiled.set(pattern, regex);
  }
  return regex;
}
