import {
  compose,
  isUsage,
  KubernetesObject,
  readPipeline,
} from '@worker-clusters/sandbox';
import { ClusterApi } from './repository';
import { asMade, stageOf } from './stages';

/** How long AWS, Helm and Argo CD plausibly take, in seconds: until a resource is ready, and until a deleted one is gone. */
interface Delay {
  ready: number;
  gone: number;
}

/** By the resource's name in the Composition, or by its kind. EKS' own times are those that AWS and people report. */
const DELAYS: Record<string, Delay> = {
  VPC: { ready: 15, gone: 10 },
  Subnet: { ready: 15, gone: 10 },
  InternetGateway: { ready: 10, gone: 15 },
  EIP: { ready: 5, gone: 5 },
  NATGateway: { ready: 110, gone: 60 },
  Cluster: { ready: 540, gone: 180 },
  Addon: { ready: 60, gone: 30 },
  NodeGroup: { ready: 180, gone: 300 },
  Release: { ready: 40, gone: 15 },
  'argocd-release': { ready: 120, gone: 30 },
  'argocd-namespace': { ready: 5, gone: 30 },
  'argocd-application': { ready: 90, gone: 120 },
};

/** What takes moments: a route, a role, an association, an object in the cluster. */
const MOMENTS: Delay = { ready: 5, gone: 5 };

/** Seconds between two looks of Crossplane whether what uses a resource is gone. */
const USAGE_PERIOD = 30;

/** One composed resource over time, in seconds from the beginning. */
export interface Span {
  name: string;
  stage: string;
  /** When it is created, or when its deletion is let through. */
  begins: number;
  /** When it is ready, or gone. */
  ends: number;
}

/** A composite resource at one moment of its creation, with the Usages that there are by then. */
export interface Moment {
  time: number;
  observed: Map<string, KubernetesObject>;
  usages: KubernetesObject[];
}

/**
 * Creates a cluster in virtual time: runs the Composition's functions, creates what they desire, moves on to when the next
 * resource is ready, and runs them again, as Crossplane does.
 *
 * @returns spans in the order of creation; moments after each pass, the last of them with everything ready
 * @throws Error if it comes to a standstill before every resource of the Composition is ready.
 */
export function simulateCreation(
  api: ClusterApi,
  composite: KubernetesObject,
): { spans: Span[]; moments: Moment[] } {
  const pipeline = readPipeline(api.composition);
  const observed = new Map<string, KubernetesObject>();
  const spans = new Map<string, Span>();
  const moments: Moment[] = [];
  let status: object = {};
  let time = 0;
  for (;;) {
    const result = compose(pipeline, { ...composite, status }, observed);
    ({ status } = result);
    moments.push({
      time,
      observed: new Map(observed),
      usages: result.desired.map(d => d.object).filter(isUsage),
    });
    const fresh = result.desired.filter(
      ({ name, object }) => !observed.has(name) && !isUsage(object),
    );
    for (const { name, object } of fresh) {
      observed.set(name, asMade(name, object, composite, false));
      spans.set(name, {
        name,
        stage: stageOf(object) ?? '',
        begins: time,
        ends: time + delayOf(name, object).ready,
      });
    }
    if (fresh.length) continue;
    const next = nextEnd([...spans.values()], time);
    if (next === Infinity) {
      if (result.ready.status === 'True') break;
      throw new Error(
        `standstill after ${time} s: ${
          result.delays[0] ?? result.ready.message
        }`,
      );
    }
    time = next;
    for (const { name, ends } of spans.values()) {
      if (ends !== time) continue;
      observed.set(name, asMade(name, observed.get(name)!, composite));
    }
  }
  return { spans: [...spans.values()], moments };
}

/** The next time after this one at which something is ready; Infinity if all is. */
function nextEnd(spans: Span[], time: number): number {
  return Math.min(...spans.map(s => s.ends).filter(ends => ends > time));
}

/**
 * Deletes a cluster in virtual time. The garbage collector deletes everything at once; a resource with Usages is refused
 * until Crossplane has seen, at one of its looks, that what uses it is gone, and replays the deletion.
 *
 * @returns spans in the order in which deletions are let through
 * @throws Error if Usages go round in a circle.
 */
export function simulateDeletion({ observed, usages }: Moment): Span[] {
  const id = ({ kind, metadata }: KubernetesObject) =>
    `${kind}/${metadata.name}`;
  const refer = ({ kind, resourceRef }: any) => `${kind}/${resourceRef.name}`;
  const users = new Map<string, Set<string>>();
  for (const { spec } of usages) {
    const of = refer(spec.of);
    users.set(of, (users.get(of) ?? new Set()).add(refer(spec.by)));
  }
  const gone = new Map<string, number>();
  const spans: Span[] = [];
  const left = new Map(observed);
  while (left.size) {
    const free = [...left].filter(([, object]) =>
      [...(users.get(id(object)) ?? [])].every(user => gone.has(user)),
    );
    if (!free.length) {
      throw new Error(`in use for ever: ${[...left.keys()].join(', ')}`);
    }
    for (const [name, object] of free) {
      const last = Math.max(
        0,
        ...[...(users.get(id(object)) ?? [])].map(user => gone.get(user)!),
      );
      const begins = Math.ceil(last / USAGE_PERIOD) * USAGE_PERIOD;
      const ends = begins + delayOf(name, object).gone;
      spans.push({ name, stage: stageOf(object) ?? '', begins, ends });
      gone.set(id(object), ends);
      left.delete(name);
    }
  }
  return spans.sort((a, b) => a.begins - b.begins);
}

function delayOf(name: string, { kind }: KubernetesObject): Delay {
  return DELAYS[name] ?? DELAYS[kind] ?? MOMENTS;
}

const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

const end = (spans: Span[]) => Math.max(...spans.map(s => s.ends));

const list = (spans: Span[]) => spans.map(s => `\`${s.name}\``).join(', ');

/** Both timelines as tables for people. */
export function describeTimelines(creation: Span[], deletion: Span[]): string {
  return [
    '# Timeline of a worker cluster',
    'Written by `yarn timeline` from the Composition of the platform repository, which the engine of the sandbox runs in virtual',
    'time with delays as AWS, Helm and Argo CD plausibly have them (`src/timeline.ts`). Nothing here was measured in AWS. Times are',
    'minutes:seconds.',
    '',
    `## Creation: ${clock(end(creation))}`,
    '',
    tableOf(creation, 'ready', 'created then'),
    '',
    `## Deletion: ${clock(end(deletion))}`,
    '',
    tableOf(deletion, 'gone', 'deleted then'),
    '',
  ].join('\n');
}

function tableOf(spans: Span[], ended: string, begun: string): string {
  const times = [...new Set(spans.flatMap(s => [s.begins, s.ends]))].sort(
    (a, b) => a - b,
  );
  return [
    `| time | ${ended} | ${begun} | stages under way |`,
    '| ---: | --- | --- | --- |',
    ...times.map(time => {
      const ends = spans.filter(s => s.ends === time && s.begins !== time);
      const begins = spans.filter(s => s.begins === time);
      const stages = new Set(
        spans.filter(s => s.begins <= time && s.ends > time).map(s => s.stage),
      );
      return `| ${clock(time)} | ${list(ends)} | ${list(begins)} | ${[
        ...stages,
      ].join(', ')} |`;
    }),
  ].join('\n');
}
