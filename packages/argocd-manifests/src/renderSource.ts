import { posix } from 'node:path';
import { mergePatch } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { checkFolder, hasFolder } from './folders';
import { compileGlob } from './glob';
import {
  buildKustomization,
  findKustomizations,
  RenderedManifest,
} from './kustomize';
import {
  checkManifest,
  flattenList,
  isMapping,
  isPlainString,
  parseManifestFile,
  readDocuments,
} from './parseManifests';
import { RenderError } from './RenderError';
import { KUSTOMIZATION_NAMES, RepositoryTree } from './tree';

/** A source of an Application: `spec.source`, or one of `spec.sources`. @public */
export interface ApplicationSource {
  repoURL: string;
  path?: string;
  chart?: string;
  ref?: string;
  targetRevision?: string;
  directory?: {
    recurse?: boolean;
    include?: string;
    exclude?: string;
    jsonnet?: object;
  } | null;
  kustomize?: object | null;
  helm?: object | null;
  plugin?: object | null;
}

/** What a source renders to. @public */
export interface RenderedSource {
  sourceType: 'Directory' | 'Kustomize';
  manifests: RenderedManifest[];
}

/** Bytes that the manifests of a folder may have together: the default of Argo CD's repo-server. */
const MAX_COMBINED_BYTES = 10 * 1000 * 1000;
/** A file with this anywhere in it is left out by Argo CD. */
const SKIP_MARKER = '+argocd:skip-file-rendering';

/**
 * Renders the folder of a source as Argo CD's repo-server does: `.argocd-source.yaml` and `.argocd-source-<app>.yaml` first,
 * then the type that the source names, else the one that the folder's files give it (a kustomization, a Helm chart, else plain
 * manifests). Rules of Argo CD 3.2 (`reposerver/repository`, `util/app/discovery`, `util/argo` NormalizeSource).
 *
 * @param tree - the repository at the source's revision
 * @param options - `application` is the Application's name; `several` that it has more than one source
 * @throws RenderError if Argo CD would refuse it, or if it is something that is not rendered here: Helm, plugins, jsonnet,
 *   remote bases, links, submodules.
 * @public
 */
export function renderSource(
  tree: RepositoryTree,
  source: ApplicationSource,
  options: { application: string; several?: boolean },
): RenderedSource {
  const folder = folderOf(tree, source);
  checkFolder(tree, folder);
  const effective = withOverrides(
    tree,
    folder,
    options.several ? source : normalize(source),
    options.application,
  );
  const discovered = discoverType(tree, folder);
  if (
    !options.several &&
    isMapping(source.directory) &&
    isEmpty(source.directory) &&
    discovered !== 'Directory'
  ) {
    throw new RenderError(
      `${
        folder || '.'
      }: 'directory' without include, exclude or recurse holds for one comparison only, then ${discovered} renders it`,
    );
  }
  const type = explicitType(folder, effective) ?? discovered;
  if (type === 'Helm' || type === 'Plugin') {
    throw new RenderError(
      `${folder || '.'}: ${
        type === 'Helm' ? 'a Helm chart' : 'a config management plugin'
      } is not rendered here`,
    );
  }
  const manifests =
    type === 'Kustomize'
      ? kustomized(tree, folder, effective)
      : renderDirectory(tree, folder, effective.directory ?? {});
  return {
    sourceType: type,
    manifests: manifests.flatMap(({ manifest, path }) =>
      flattenList(manifest).map(item => ({
        manifest: checkManifest(path, item),
        path,
      })),
    ),
  };
}

/** The folder of a source, without slashes around it; `''` is the root. */
function folderOf(tree: RepositoryTree, source: ApplicationSource): string {
  if (source.chart)
    throw new RenderError(`${source.chart}: a Helm chart is not rendered here`);
  const { path = '' } = source;
  if (typeof path !== 'string')
    throw new RenderError('spec.source.path is not text');
  if (posix.isAbsolute(path))
    throw new RenderError(`${path}: app path is absolute`);
  const folder = posix.join('.', path).replace(/\/$/, '');
  if (folder === '..' || folder.startsWith('../')) {
    throw new RenderError(`${path}: app path outside root`);
  }
  const clean = folder === '.' ? '' : folder;
  const entry = tree.get(clean);
  if (entry?.type === 'file')
    throw new RenderError(`${path}: app path is not a directory`);
  if (!entry && !hasFolder(tree, clean)) {
    throw new RenderError(`${clean}: app path does not exist`);
  }
  return clean;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    value === false ||
    (Array.isArray(value) && value.length === 0) ||
    (isMapping(value) && Object.values(value).every(isEmpty))
  );
}

/**
 * Without options that say nothing. Argo CD compares once with `directory: { recurse: false }`, then takes it out of the
 * Application (`normalizeApplication`), and compares without it from then on.
 */
function normalize(source: ApplicationSource): ApplicationSource {
  const result = { ...source };
  for (const tool of ['kustomize', 'helm', 'directory'] as const) {
    if (isEmpty(result[tool])) delete result[tool];
  }
  return result;
}

function withOverrides(
  tree: RepositoryTree,
  folder: string,
  source: ApplicationSource,
  application: string,
): ApplicationSource {
  let merged: any = source;
  for (const name of [
    '.argocd-source.yaml',
    `.argocd-source-${application}.yaml`,
  ]) {
    const path = posix.join(folder, name);
    const entry = tree.get(path);
    if (!entry) continue;
    if (entry.type !== 'file' || entry.text === undefined) {
      throw new RenderError(`${path}: not read here`);
    }
    const [patch, second] = readDocuments(path, entry.text);
    if (!isMapping(patch) || second !== undefined) {
      throw new RenderError(`${path}: expected one map`);
    }
    merged = mergePatch(merged, patch);
  }
  const { repoURL, path, chart, targetRevision } = source;
  return { ...merged, repoURL, path, chart, targetRevision };
}

type SourceType = 'Directory' | 'Kustomize' | 'Helm' | 'Plugin';

function explicitType(
  folder: string,
  source: ApplicationSource,
): SourceType | undefined {
  const types = (
    [
      ['kustomize', 'Kustomize'],
      ['helm', 'Helm'],
      ['directory', 'Directory'],
      ['plugin', 'Plugin'],
    ] as const
  ).flatMap(([field, type]) =>
    source[field] === undefined || source[field] === null ? [] : [type],
  );
  if (types.length > 1) {
    throw new RenderError(
      `${folder || '.'}: multiple application sources defined: ${types.join(
        ',',
      )}`,
    );
  }
  return types[0];
}

/** The last of the folder's files that gives it a type, in the order of their names, decides. */
function discoverType(tree: RepositoryTree, folder: string): SourceType {
  const prefix = folder ? `${folder}/` : '';
  const deciding = [...tree.keys()]
    .filter(path => path.startsWith(prefix))
    .map(path => path.slice(prefix.length))
    .filter(
      name =>
        !name.includes('/') &&
        (name.endsWith('Chart.yaml') || KUSTOMIZATION_NAMES.includes(name)),
    )
    .sort()
    .at(-1);
  if (!deciding) return 'Directory';
  const { type } = tree.get(`${prefix}${deciding}`)!;
  if (type !== 'file') {
    throw new RenderError(
      `${prefix}${deciding}: a ${type} is not rendered here`,
    );
  }
  return deciding.endsWith('Chart.yaml') ? 'Helm' : 'Kustomize';
}

function kustomized(
  tree: RepositoryTree,
  folder: string,
  { kustomize }: ApplicationSource,
): RenderedManifest[] {
  const { version: _, ...options } = (kustomize ?? {}) as Record<
    string,
    unknown
  >;
  const used = Object.keys(options).find(key => !isEmpty(options[key]));
  if (used) {
    throw new RenderError(
      `${
        folder || '.'
      }: the option kustomize.${used} of the Application is not rendered here`,
    );
  }
  if (!findKustomizations(tree, folder).length) {
    throw new RenderError(`${folder || '.'}: unable to find a kustomization`);
  }
  return buildKustomization(tree, folder);
}

/** Every manifest file of a folder, in the order in which Argo CD walks through it. */
function renderDirectory(
  tree: RepositoryTree,
  folder: string,
  directory: NonNullable<ApplicationSource['directory']>,
): RenderedManifest[] {
  const { recurse, include, exclude } = directory;
  for (const [field, value] of Object.entries({ include, exclude })) {
    if (
      value !== undefined &&
      value !== null &&
      value !== '' &&
      !isPlainString(value)
    ) {
      throw new RenderError(`${folder || '.'}: directory.${field} is not text`);
    }
  }
  if (
    recurse !== undefined &&
    recurse !== null &&
    typeof recurse !== 'boolean'
  ) {
    throw new RenderError(
      `${folder || '.'}: directory.recurse is neither true nor false`,
    );
  }
  const included = include ? compileGlob(include) : () => true;
  const excluded = exclude ? compileGlob(exclude) : () => false;
  const prefix = folder ? `${folder}/` : '';
  const manifests: RenderedManifest[] = [];
  let bytes = 0;
  for (const [path, entry] of filesBelow(tree, prefix)) {
    const relative = path.slice(prefix.length);
    if (!recurse && relative.includes('/')) continue;
    if (entry.type === 'submodule' && recurse) {
      throw new RenderError(`${path}: a submodule is not rendered here`);
    }
    if (relative.includes('/') && relative.endsWith('/.gitattributes')) {
      checkFolder(tree, posix.dirname(path));
    }
    if (!/\.(yaml|yml|json|jsonnet)$/.test(relative)) continue;
    if (entry.type === 'symlink') {
      throw new RenderError(`${path}: a symlink is not rendered here`);
    }
    if (entry.type === 'submodule' || excluded(relative) || !included(relative))
      continue;
    if (entry.text === undefined) {
      throw new RenderError(
        `${path}: ${
          path.endsWith('.jsonnet')
            ? 'jsonnet is not rendered here'
            : 'too large to be read'
        }`,
      );
    }
    if (entry.text.includes(SKIP_MARKER)) continue;
    if (path.endsWith('.jsonnet')) {
      throw new RenderError(`${path}: jsonnet is not rendered here`);
    }
    bytes += Buffer.byteLength(entry.text);
    if (bytes > MAX_COMBINED_BYTES) {
      throw new RenderError(
        `${folder || '.'}: exceeded max combined manifest file size`,
      );
    }
    for (const manifest of parseManifestFile(path, entry.text)) {
      manifests.push({ manifest: manifest as any, path });
    }
  }
  return manifests;
}

function filesBelow(tree: RepositoryTree, prefix: string) {
  return [...tree]
    .filter(([path]) => path.startsWith(prefix))
    .map(([path, entry]) => ({
      key: path.split('/').join('\u0000'),
      path,
      entry,
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ path, entry }) => [path, entry] as const);
}
