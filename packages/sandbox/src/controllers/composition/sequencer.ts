/** Input of function-sequencer, as far as it is played here. */
export interface SequencerInput {
  rules?: Array<{ sequence: string[] }>;
}

/** What is known of one resource of the Composition when the sequencer runs. */
export interface SequencedResource {
  name: string;
  ready: boolean;
  exists: boolean;
}

export interface Delay {
  /** Regular expression of what waits, as it stands in the rule. */
  waiting: string;
  /** Resources that wait. */
  resources: string[];
  /** What function-sequencer says of it. */
  message: string;
}

/**
 * What function-sequencer would hold back: of each sequence, the resources whose predecessors are not all ready. A
 * resource that exists is never held back.
 */
export function findDelays(
  input: SequencerInput | undefined,
  resources: SequencedResource[],
): Delay[] {
  const delays: Delay[] = [];
  for (const { sequence } of input?.rules ?? []) {
    for (let i = 1; i < sequence.length; i++) {
      const waiting = matching(sequence[i], resources).filter(r => !r.exists);
      if (waiting.length === 0) continue;
      const blocker = firstBlocker(sequence.slice(0, i), resources);
      if (!blocker) continue;
      delays.push({
        waiting: sequence[i],
        resources: waiting.map(r => r.name),
        message: `Delaying creation of resource(s) matching "${sequence[i]}" because ${blocker}`,
      });
    }
  }
  return delays;
}

function firstBlocker(
  patterns: string[],
  resources: SequencedResource[],
): string | undefined {
  for (const pattern of patterns) {
    const found = matching(pattern, resources);
    const readyOnes = found.filter(r => r.ready).length;
    if (found.length === 0) return `"${pattern}" does not exist yet`;
    if (readyOnes < found.length) {
      return `"${pattern}" is not fully ready (${readyOnes} of ${found.length})`;
    }
  }
  return undefined;
}

/**
 * What may be deleted now: resources of which everything that came after them is gone.
 *
 * @param existing - names of the resources that are still there
 */
export function deletableNow(
  input: SequencerInput | undefined,
  existing: string[],
): string[] {
  return existing.filter(
    name =>
      !(input?.rules ?? []).some(({ sequence }) =>
        sequence.some(
          (pattern, i) =>
            anchored(pattern).test(name) &&
            sequence
              .slice(i + 1)
              .some(later => existing.some(n => anchored(later).test(n))),
        ),
      ),
  );
}

function matching<T extends { name: string }>(
  pattern: string,
  resources: T[],
): T[] {
  const regex = anchored(pattern);
  return resources.filter(r => regex.test(r.name));
}

const compiled = new Map<string, RegExp>();

function anchored(pattern: string): RegExp {
  let regex = compiled.get(pattern);
  if (!regex) {
    regex = new RegExp(`^(?:${pattern})$`);
    compiled.set(pattern, regex);
  }
  return regex;
}
