import { isHook } from './hooks';
import type { RenderedManifest } from './kustomize';
import {
  isMapping,
  isPlainString,
  Json,
  Manifest,
  parseManifestFile,
  checkManifest,
  flattenList,
} from './parseManifests';
import { RenderError } from './RenderError';
import { ApplicationSource, renderSource } from './renderSource';
import type { RepositoryTree } from './tree';

/** One Application and what it applies. @public */
export interface RenderedApplication {
  /** Namespace and name, for example `argocd/worker-cluster-dev`. */
  id: string;
  name: string;
  /** File that the Application stands in. */
  path: string;
  spec: Json;
  /** `spec.destination.server` or `.name`. */
  destination: string;
  /** Empty if it cannot be rendered. Each has the namespace in which it is applied. */
  manifests: RenderedManifest[];
  /** Why nothing is known of what it applies. */
  refusal?: string;
  /** True if what it applies is in no file of this revision of the repository: a chart, another repository, another revision. */
  elsewhere?: boolean;
}

/** What the Applications of a repository apply, all of them that the root Applications lead to. @public */
export interface Rendering {
  applications: RenderedApplication[];
  /** What could not be followed apart from single Applications: a root that is not there, an ApplicationSet of a project. */
  refusals: Array<{
    path: string;
    message: string;
    /** `spec` of an ApplicationSet. */
    set?: Json;
  }>;
}

/** Which repository and revision a tree is of, as Applications write it. @public */
export interface Origin {
  repoURL: string;
  /** Undefined is `HEAD`. */
  targetRevision?: string;
}

/** Applications that are followed at most. */
const MAX_APPLICATIONS = 2000;

/** Kinds that are in no namespace, of those that a platform repository has. */
const CLUSTER_SCOPED = new Set([
  'Namespace',
  'CustomResourceDefinition',
  'CompositeResourceDefinition',
  'Composition',
  'ClusterRole',
  'ClusterRoleBinding',
]);

/**
 * Renders the root Applications, the Applications that they apply, and so on.
 *
 * Nothing is thrown for the content of files: what cannot be rendered is a refusal.
 *
 * @param tree - the repository, with every manifest below {@link MAX_FILE_BYTES} read
 * @param roots - files with the root Applications, for example `argocd/root.yaml`
 * @param origin - what the tree is of; Applications with another source are not rendered. Default: what the first root
 *   Application reads. For a change it is what that was before: the change must not decide it.
 * @public
 */
export function renderApplications(
  tree: RepositoryTree,
  roots: string[],
  origin: Origin | undefined = originOf(tree, roots),
): Rendering {
  const result: Rendering = { applications: [], refusals: [] };
  const queue: RenderedManifest[] = [];
  for (const path of roots) {
    try {
      queue.push(...readRoot(tree, path));
    } catch (error) {
      result.refusals.push({ path, message: messageOf(error) });
    }
  }
  const seen = new Set<string>();
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { manifest, path } = next;
    if (!isArgoCd(manifest)) continue;
    if (manifest.kind === 'ApplicationSet') {
      result.refusals.push({
        path,
        message: `${path}: the ApplicationSet ${manifest.metadata.name} is not rendered here: write its Applications out`,
        set: isMapping(manifest.spec) ? manifest.spec : {},
      });
      continue;
    }
    if (manifest.kind !== 'Application') continue;
    const id = `${manifest.metadata.namespace ?? 'argocd'}/${
      manifest.metadata.name
    }`;
    // Argo CD deletes an Application that becomes a hook.
    if (isHook(manifest)) continue;
    if (seen.has(id)) {
      result.refusals.push({
        path,
        message: `${path}: the Application ${id} is there twice: which of the two counts is not evaluated here`,
      });
      continue;
    }
    seen.add(id);
    if (seen.size > MAX_APPLICATIONS) {
      result.refusals.push({
        path,
        message: `more than ${MAX_APPLICATIONS} Applications`,
      });
      break;
    }
    const application = renderApplication(tree, next, id, origin);
    result.applications.push(application);
    queue.push(...application.manifests);
  }
  return result;
}

/** What the first root Application reads; undefined if there is none. @public */
export function originOf(
  tree: RepositoryTree,
  roots: string[],
): Origin | undefined {
  for (const path of roots) {
    try {
      const application = readRoot(tree, path).find(
        ({ manifest }) => manifest.kind === 'Application',
      )!;
      return sourcesOf(application.manifest)[0];
    } catch (error) {
      messageOf(error);
    }
  }
  return undefined;
}

function isArgoCd({ apiVersion }: Manifest): boolean {
  return apiVersion.split('/')[0] === 'argoproj.io';
}

function messageOf(error: unknown): string {
  if (error instanceof RenderError) return error.message;
  throw error;
}

function readRoot(tree: RepositoryTree, path: string): RenderedManifest[] {
  const entry = tree.get(path);
  if (entry?.type !== 'file' || entry.text === undefined) {
    throw new RenderError(
      `${path}: ${
        entry
          ? 'not read here'
          : 'the file of the root Application is not there'
      }`,
    );
  }
  const manifests = parseManifestFile(path, entry.text)
    .flatMap(flattenList)
    .map(object => ({ manifest: checkManifest(path, object), path }));
  if (
    !manifests.some(
      m => isArgoCd(m.manifest) && m.manifest.kind === 'Application',
    )
  ) {
    throw new RenderError(`${path}: no Application in it`);
  }
  return manifests;
}

function sourcesOf({ spec }: Json): ApplicationSource[] {
  if (!isMapping(spec)) return [];
  if (Array.isArray(spec.sources) && spec.sources.length) return spec.sources;
  return isMapping(spec.source) ? [spec.source as ApplicationSource] : [];
}

function renderApplication(
  tree: RepositoryTree,
  { manifest, path }: RenderedManifest,
  id: string,
  origin: Origin | undefined,
): RenderedApplication {
  const spec: Json = isMapping(manifest.spec) ? manifest.spec : {};
  const destination = isMapping(spec.destination) ? spec.destination : {};
  const { name } = manifest.metadata;
  const application: RenderedApplication = {
    id,
    name,
    path,
    spec,
    destination: String(destination.server ?? destination.name ?? ''),
    manifests: [],
  };
  const sources = sourcesOf(manifest);
  try {
    if (spec.sourceHydrator) {
      throw new RenderError(`${path}: sourceHydrator is not rendered here`);
    }
    // A sync with a source, a revision and pruning of its own, as soon as the field is applied.
    if (manifest.operation !== undefined && manifest.operation !== null) {
      throw new RenderError(
        `${path}: the Application ${name} has the field operation, with which Argo CD syncs something else than its source`,
      );
    }
    if (!sources.every(isMapping) || sources.length === 0) {
      throw new RenderError(`${path}: the Application ${name} has no source`);
    }
    const outside = sources
      .map(source => outsideOf(source, origin))
      .find(Boolean);
    if (outside) {
      application.elsewhere = true;
      throw new RenderError(`${path}: the Application ${name} ${outside}`);
    }
    const several = Array.isArray(spec.sources) && spec.sources.length > 0;
    application.manifests = sources
      .filter(source => source.path || !source.ref)
      .flatMap(
        source =>
          renderSource(tree, source, { application: name, several }).manifests,
      )
      .map(rendered => ({
        ...rendered,
        manifest: inNamespace(rendered.manifest, destination.namespace),
      }));
  } catch (error) {
    application.refusal = messageOf(error);
  }
  return application;
}

/** Why what a source renders is in no file of this revision; undefined if it is. */
function outsideOf(
  source: ApplicationSource,
  origin: Origin | undefined,
): string | undefined {
  if (source.chart) return `installs the Helm chart ${source.chart}`;
  if (repositoryOf(source.repoURL) !== repositoryOf(origin?.repoURL)) {
    return `reads another repository, ${source.repoURL}`;
  }
  const revision = source.targetRevision || 'HEAD';
  return revision === (origin?.targetRevision || 'HEAD')
    ? undefined
    : `reads the revision '${revision}', not '${
        origin?.targetRevision || 'HEAD'
      }'`;
}

function repositoryOf(url: unknown): string {
  return String(url ?? '')
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
}

function inNamespace(manifest: Manifest, namespace: unknown): Manifest {
  const { namespace: own, ...metadata } = manifest.metadata;
  if (CLUSTER_SCOPED.has(manifest.kind)) return { ...manifest, metadata };
  const applied = own || (isPlainString(namespace) ? namespace : '');
  return { ...manifest, metadata: { ...metadata, namespace: applied } };
}
