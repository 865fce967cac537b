import { posix } from 'node:path';
import { checkFolder, hasFolder } from './folders';
import {
  checkManifest,
  flattenList,
  isMapping,
  isPlainString,
  Json,
  Manifest,
  readDocuments,
} from './parseManifests';
import { RenderError } from './RenderError';
import { KUSTOMIZATION_NAMES, RepositoryTree } from './tree';

/** A manifest with the file that it stands in. @public */
export interface RenderedManifest {
  manifest: Manifest;
  /** Path from the repository's root. */
  path: string;
}

/** Fields of a kustomization that are rendered. With any other one nothing is. */
const FIELDS = [
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'namespace',
  'namePrefix',
  'nameSuffix',
  'labels',
  'commonAnnotations',
  'images',
  'replicas',
];

/** Kinds whose namespace kustomize leaves alone, and its exceptions of `namePrefix`. */
const CLUSTER_SCOPED = [
  'Namespace',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleBinding',
  'PersistentVolume',
  'StorageClass',
];
const UNPREFIXED = ['Namespace', 'CustomResourceDefinition', 'APIService'];

/** Kustomizations may refer to each other, but not for ever. */
const MAX_DEPTH = 10;

/** Paths of a folder's kustomization; sound with one. */
export function findKustomizations(
  tree: RepositoryTree,
  folder: string,
): string[] {
  return KUSTOMIZATION_NAMES.map(name => posix.join(folder, name)).filter(
    path => tree.has(path),
  );
}

/**
 * Builds a folder with a kustomization as `kustomize build` does, for the fields that are rendered here.
 *
 * @throws RenderError if a file is missing or malformed, or something is used that is not rendered here: other fields
 *   (patches, generators, components, Helm charts), remote bases, files outside of the folder.
 */
export function buildKustomization(
  tree: RepositoryTree,
  folder: string,
  depth = 0,
): RenderedManifest[] {
  if (depth > MAX_DEPTH) {
    throw new RenderError(
      `${folder}: its kustomizations refer to each other more than ${MAX_DEPTH} deep`,
    );
  }
  checkFolder(tree, folder);
  const paths = findKustomizations(tree, folder);
  if (paths.length !== 1) {
    throw new RenderError(
      paths.length
        ? `${folder}: found multiple kustomization files: ${paths.join(', ')}`
        : `${folder}: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization'`,
    );
  }
  const [path] = paths;
  const kustomization = readKustomization(tree, path);
  const resources = (kustomization.resources ?? []) as unknown[];
  if (!Array.isArray(resources)) {
    throw new RenderError(`${path}: resources is no list`);
  }
  const built = resources.flatMap(entry =>
    readResource(tree, folder, path, entry, depth),
  );
  const ids = new Set<string>();
  for (const { manifest, path: file } of built) {
    const id = [
      manifest.apiVersion,
      manifest.kind,
      manifest.metadata.namespace,
      manifest.metadata.name,
    ].join('|');
    if (ids.has(id)) {
      throw new RenderError(
        `${path}: may not add ${manifest.kind} ${manifest.metadata.name} of ${file}: already registered`,
      );
    }
    ids.add(id);
  }
  return built.map(({ manifest, path: file }) => ({
    manifest: transform(manifest, kustomization),
    path: file,
  }));
}

function readKustomization(tree: RepositoryTree, path: string): Json {
  const [kustomization, second] = readDocuments(path, textOf(tree, path));
  if (!isMapping(kustomization) || second !== undefined) {
    throw new RenderError(`${path}: expected one kustomization`);
  }
  if (
    Object.keys(kustomization).every(f => ['apiVersion', 'kind'].includes(f))
  ) {
    throw new RenderError(`${path}: kustomization.yaml is empty`);
  }
  const unknown = Object.keys(kustomization).find(f => !FIELDS.includes(f));
  if (unknown) {
    throw new RenderError(
      `${path}: the field '${unknown}' is not rendered here`,
    );
  }
  const { apiVersion, kind, namespace, namePrefix, nameSuffix } = kustomization;
  if (
    (kind ?? 'Kustomization') !== 'Kustomization' ||
    (apiVersion ?? 'kustomize.config.k8s.io/v1beta1') !==
      'kustomize.config.k8s.io/v1beta1'
  ) {
    throw new RenderError(`${path}: not a Kustomization of v1beta1`);
  }
  for (const [field, value] of Object.entries({
    namespace,
    namePrefix,
    nameSuffix,
  })) {
    if (value !== undefined && value !== '' && !isPlainString(value)) {
      throw new RenderError(`${path}: ${field} is not text`);
    }
  }
  return kustomization;
}

function textOf(tree: RepositoryTree, path: string): string {
  const entry = tree.get(path);
  if (entry?.type === 'file' && entry.text !== undefined) return entry.text;
  throw new RenderError(
    `${path}: ${
      entry?.type === 'file'
        ? 'too large, or not a manifest'
        : `a ${entry?.type}`
    }: not read here`,
  );
}

function readResource(
  tree: RepositoryTree,
  folder: string,
  kustomization: string,
  entry: unknown,
  depth: number,
): RenderedManifest[] {
  if (
    !isPlainString(entry) ||
    posix.isAbsolute(entry) ||
    /[:?]|\/\//.test(entry)
  ) {
    throw new RenderError(
      `${kustomization}: the resource ${JSON.stringify(
        entry,
      )} is not a path in this repository`,
    );
  }
  const path = posix.join(folder || '.', entry).replace(/\/$/, '');
  if (path === '..' || path.startsWith('../')) {
    throw new RenderError(
      `${kustomization}: ${entry} is outside of the repository`,
    );
  }
  if (tree.has(path)) {
    // kustomize's load restriction: files of this folder and below it only.
    if (folder && !path.startsWith(`${folder}/`)) {
      throw new RenderError(
        `${kustomization}: the file ${path} is not in or below the folder of the kustomization`,
      );
    }
    checkFolder(tree, posix.dirname(path) === '.' ? '' : posix.dirname(path));
    return readDocuments(path, textOf(tree, path))
      .flatMap(object =>
        isMapping(object) && /List$/.test(String(object.kind))
          ? flattenList(object)
          : [object],
      )
      .map(object => ({ manifest: checkLocal(path, object), path }));
  }
  if (hasFolder(tree, path)) return buildKustomization(tree, path, depth + 1);
  throw new RenderError(
    `${kustomization}: accumulating resources: '${path}' doesn't exist in this repository`,
  );
}

/** kustomize leaves out objects with `config.kubernetes.io/local-config`, and takes orders from annotations of its own. */
function checkLocal(path: string, object: unknown): Manifest {
  const manifest = checkManifest(path, object);
  const own = Object.keys(manifest.metadata.annotations ?? {}).find(key =>
    /^(internal\.)?(config\.kubernetes|config|kustomize\.config\.k8s)\.io\/|^config\.k8s\.io\//.test(
      key,
    ),
  );
  if (own) {
    throw new RenderError(
      `${path}: the annotation ${own} is kustomize's own and not rendered here`,
    );
  }
  return manifest;
}

function transform(original: Manifest, kustomization: Json): Manifest {
  const object = structuredClone(original);
  const { metadata } = object;
  if (!UNPREFIXED.includes(object.kind)) {
    metadata.name = `${kustomization.namePrefix ?? ''}${metadata.name}${
      kustomization.nameSuffix ?? ''
    }`;
  }
  if (kustomization.namespace && !CLUSTER_SCOPED.includes(object.kind)) {
    metadata.namespace = kustomization.namespace;
  }
  for (const { pairs } of kustomization.labels ?? []) {
    metadata.labels = { ...metadata.labels, ...pairs };
  }
  if (kustomization.commonAnnotations) {
    metadata.annotations = {
      ...metadata.annotations,
      ...kustomization.commonAnnotations,
    };
  }
  const replicas = kustomization.replicas?.find(
    (r: any) => r.name === original.metadata.name,
  );
  if (replicas && object.spec && 'replicas' in object.spec) {
    object.spec.replicas = replicas.count;
  }
  const pod =
    object.spec?.template?.spec ??
    object.spec?.jobTemplate?.spec?.template?.spec;
  for (const container of [
    ...(pod?.containers ?? []),
    ...(pod?.initContainers ?? []),
  ]) {
    container.image = replaceImage(container.image, kustomization.images ?? []);
  }
  return object;
}

function replaceImage(
  image: string,
  images: Array<{ name: string; newName?: string; newTag?: string }>,
): string {
  const [, name, tag] = /^(.*?)(?::([^:/]+))?$/.exec(image) ?? [];
  const entry = images.find(i => i.name === name);
  if (!entry) return image;
  const newTag = entry.newTag ?? tag;
  return `${entry.newName ?? name}${newTag ? `:${newTag}` : ''}`;
}
