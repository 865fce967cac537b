import { sameJson } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { annotationsOf, isHook } from './hooks';
import { isMapping, Json, Manifest } from './parseManifests';
import { forbids, GroupKind } from './projects';
import type { RenderedApplication, Rendering } from './renderApplications';

/** An object that an Application applies. @public */
export interface AppliedObject extends GroupKind {
  namespace: string;
  name: string;
  /** Name of the Application. */
  application: string;
  /** File that it stands in: where it is, or where it was if it is removed. */
  path: string;
}

/** An object that Argo CD would delete, or let go of. @public */
export interface RemovedObject extends AppliedObject {
  /** Why it is not applied any more, in a few words. */
  cause: string;
}

/** Why nothing can be concluded. @public */
export interface RenderingProblem {
  /**
   * - `refused`: what the change leads to cannot be rendered, or is unsound. Nothing lets it pass.
   * - `unknown`: what was there before cannot be rendered, so what it loses is not known.
   */
  type: 'refused' | 'unknown';
  path: string;
  message: string;
}

/** What a change of a repository does to worker clusters. @public */
export interface RenderingComparison {
  added: AppliedObject[];
  changed: AppliedObject[];
  /** Claims, and what all claims depend on: their XRD, their namespace. */
  removed: RemovedObject[];
  problems: RenderingProblem[];
}

/** Kinds without which claims are gone as well. */
const FOUNDATIONS = [
  'CompositeResourceDefinition',
  'CustomResourceDefinition',
  'Namespace',
];

function groupOf(manifest: Manifest): string {
  return manifest.apiVersion.includes('/')
    ? manifest.apiVersion.split('/')[0]
    : '';
}

/**
 * Compares what Argo CD applies before and after a change, claim by claim and Application by Application: a claim that moves
 * from one Application to another is removed by the first one.
 *
 * @param kinds - kinds of claims, besides those that an XRD of either side defines
 * @public
 */
export function compareRenderings(
  before: Rendering,
  after: Rendering,
  kinds: GroupKind[] = [],
): RenderingComparison {
  const claims = [...kinds, ...claimKinds(before), ...claimKinds(after)];
  const [was, is] = [before, after].map(r => appliedObjects(r, claims));
  const result: RenderingComparison = {
    added: [],
    changed: [],
    removed: [],
    problems: problemsOf(before, after, claims),
  };
  for (const [key, { object, content }] of is) {
    const old = was.get(key);
    if (!isClaim(object, claims)) continue;
    if (!old) result.added.push(object);
    else if (old.content !== content) result.changed.push(object);
  }
  for (const [key, { object }] of was) {
    if (is.has(key)) continue;
    if (!isClaim(object, claims) && !isFoundation(object, was, claims))
      continue;
    const [id] = key.split('\n');
    const application = after.applications.find(a => a.id === id);
    // Nothing is deleted as long as Argo CD cannot render it; the problem is told above.
    if (application?.refusal) continue;
    result.removed.push({
      ...object,
      cause: causeOf(object, application, is),
    });
  }
  return result;
}

/** The kinds of claims that a rendering's XRDs define. @public */
export function claimKinds(rendering: Rendering): GroupKind[] {
  return rendering.applications
    .flatMap(a => a.manifests)
    .map(m => m.manifest as Json)
    .filter(
      m =>
        m.kind === 'CompositeResourceDefinition' &&
        m.apiVersion.startsWith('apiextensions.crossplane.io/') &&
        isMapping(m.spec),
    )
    .flatMap(({ spec }) =>
      [spec.claimNames?.kind, spec.names?.kind]
        .filter(kind => typeof kind === 'string')
        .map(kind => ({ group: String(spec.group), kind })),
    );
}

/** The claims of a rendering. @public */
export function claimsOf(
  rendering: Rendering,
  kinds: GroupKind[] = [],
): AppliedObject[] {
  const claims = [...kinds, ...claimKinds(rendering)];
  return [...appliedObjects(rendering, claims).values()]
    .map(({ object }) => object)
    .filter(object => isClaim(object, claims));
}

function isClaim({ group, kind }: GroupKind, kinds: GroupKind[]): boolean {
  return kinds.some(k => k.group === group && k.kind === kind);
}

type Applied = Map<string, { object: AppliedObject; content: string }>;

/** What is applied and kept. A sync hook is not: Argo CD deletes an object that becomes one. */
function appliedObjects(rendering: Rendering, kinds: GroupKind[]): Applied {
  const applied: Applied = new Map();
  for (const application of rendering.applications) {
    for (const { manifest, path } of application.manifests) {
      const object: AppliedObject = {
        group: groupOf(manifest),
        kind: manifest.kind,
        namespace: manifest.metadata.namespace ?? '',
        name: manifest.metadata.name,
        application: application.name,
        path,
      };
      const relevant =
        isClaim(object, kinds) || FOUNDATIONS.includes(object.kind);
      if (!relevant || isHook(manifest)) continue;
      const key = [
        application.id,
        application.destination,
        object.group,
        object.kind,
        object.namespace,
        object.name,
      ].join('\n');
      applied.set(key, { object, content: JSON.stringify(sorted(manifest)) });
    }
  }
  return applied;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMapping(value)) return value;
  return Object.keys(value)
    .sort()
    .map(key => [key, sorted(value[key])]);
}

function isFoundation(
  object: AppliedObject,
  was: Applied,
  claims: GroupKind[],
): boolean {
  if (object.kind === 'Namespace') {
    return [...was.values()].some(
      ({ object: o }) => isClaim(o, claims) && o.namespace === object.name,
    );
  }
  // `<plural>.<group>`
  return (
    FOUNDATIONS.includes(object.kind) &&
    claims.some(({ group }) => object.name.endsWith(`.${group}`))
  );
}

function causeOf(
  object: AppliedObject,
  application: RenderedApplication | undefined,
  is: Applied,
): string {
  if (!application) return `the Application ${object.application} is gone`;
  const elsewhere = [...is.values()].find(
    ({ object: o }) =>
      o.name === object.name &&
      o.kind === object.kind &&
      o.group === object.group,
  );
  if (elsewhere) {
    const { namespace, application: other, path } = elsewhere.object;
    return other === object.application
      ? `it is another object now: ${namespace}/${object.name} in ${path}`
      : `the Application ${other} applies it now, from ${path}; ${object.application} deletes it`;
  }
  const hook = application.manifests.find(
    ({ manifest }) =>
      manifest.metadata.name === object.name &&
      manifest.kind === object.kind &&
      isHook(manifest),
  );
  if (hook) return `it becomes a sync hook in ${hook.path}`;
  return `the Application ${object.application} does not render it any more`;
}

function problemsOf(
  before: Rendering,
  after: Rendering,
  claims: GroupKind[],
): RenderingProblem[] {
  const problems: RenderingProblem[] = [];
  for (const { path, message, set } of after.refusals) {
    if (set && isHarmless(set, before, after, claims)) continue;
    problems.push({ type: 'refused', path, message });
  }
  for (const application of after.applications) {
    const { id, refusal, path, elsewhere, spec } = application;
    if (!refusal) continue;
    const old = before.applications.find(a => a.id === id);
    // What the change cannot reach, and what may have no claims.
    if (elsewhere && old?.elsewhere && sameJson(old.spec, spec)) continue;
    if (
      !old?.manifests.length &&
      forbids(after, spec.project, claims, !elsewhere)
    ) {
      continue;
    }
    problems.push({
      type: 'refused',
      path,
      message: `${refusal} (the project ${
        spec.project ?? 'default'
      } admits claims, or what they depend on)`,
    });
  }
  for (const { id, refusal, path, elsewhere, spec } of before.applications) {
    if (!refusal || problems.some(p => p.path === path)) continue;
    const now = after.applications.find(a => a.id === id);
    if (elsewhere && now && sameJson(now.spec, spec)) continue;
    if (forbids(before, spec.project, claims, !elsewhere)) continue;
    problems.push({
      type: 'unknown',
      path,
      message: `${refusal} (before this change)`,
    });
  }
  for (const { path, message, set } of before.refusals) {
    if (set && isHarmless(set, before, before, claims)) continue;
    if (problems.some(p => p.path === path)) continue;
    problems.push({
      type: 'unknown',
      path,
      message: `${message} (before this change)`,
    });
  }
  return [...problems, ...unsoundClaims(after, claims)];
}

/** Whether an ApplicationSet is as it was, has its Applications written out, and they may have no claims. */
function isHarmless(
  set: Json,
  before: Rendering,
  now: Rendering,
  claims: GroupKind[],
): boolean {
  const { generators, template } = set;
  return (
    before.refusals.some(refusal => sameJson(refusal.set, set)) &&
    Array.isArray(generators) &&
    generators.every(g => isMapping(g) && Object.keys(g).join() === 'list') &&
    isMapping(template?.spec) &&
    forbids(now, template.spec.project, claims, true)
  );
}

/** Claims that two Applications apply, that the garbage collector deletes, and claims that a sync may delete and make again. */
function unsoundClaims(
  after: Rendering,
  kinds: GroupKind[],
): RenderingProblem[] {
  const problems: RenderingProblem[] = [];
  const owners = new Map<string, string>();
  for (const { name, manifests, destination } of after.applications) {
    for (const { manifest, path } of manifests) {
      const { kind, metadata } = manifest;
      const isOne = isClaim({ group: groupOf(manifest), kind }, kinds);
      if (!isOne && ![...FOUNDATIONS, 'Application'].includes(kind)) continue;
      const refuse = (message: string) =>
        problems.push({ type: 'refused', path, message });
      if (metadata.ownerReferences !== undefined) {
        refuse(
          `${path}: ${metadata.name} has ownerReferences: Kubernetes deletes it if the owner is not there`,
        );
      }
      if (!isOne) continue;
      const key = [
        destination,
        kind,
        groupOf(manifest),
        metadata.namespace,
        metadata.name,
      ].join('\n');
      const owner = owners.get(key);
      if (owner !== undefined) {
        refuse(
          owner === name
            ? `${path}: ${metadata.name} is there twice`
            : `${path}: ${metadata.name} is applied by ${owner} and by ${name}: the one that loses it deletes it`,
        );
      }
      owners.set(key, name);
      const annotations = annotationsOf(manifest);
      if (
        'argocd.argoproj.io/hook' in annotations ||
        'helm.sh/hook' in annotations
      ) {
        refuse(
          `${path}: ${metadata.name} is a sync hook: Argo CD deletes hooks`,
        );
      }
      const options = String(
        annotations['argocd.argoproj.io/sync-options'] ?? '',
      )
        .split(',')
        .map(text => text.trim());
      const unguarded = options.find(text =>
        /^(Prune|Delete)=(?!false$|confirm$)/.test(text),
      );
      if (unguarded) {
        refuse(
          `${path}: the sync option ${unguarded} of ${metadata.name} takes away the confirmation that its Application may ask for`,
        );
      }
      const option = options.find(text =>
        ['Force=true', 'Replace=true'].includes(text),
      );
      if (option) {
        refuse(
          `${path}: with the sync option ${option} Argo CD may delete ${metadata.name} and create it again`,
        );
      }
    }
  }
  return problems;
}
