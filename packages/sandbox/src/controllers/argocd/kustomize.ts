import { posix } from 'node:path';
import type { KubernetesObject } from '../../apiserver/types';
import { parseManifests } from './manifests';

/** Fields of a kustomization that the sandbox understands. */
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

const CLUSTER_SCOPED = [
  'Namespace',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleBinding',
  'PersistentVolume',
  'StorageClass',
];

/** Kustomizations may refer to each other, but not for ever. */
const MAX_DEPTH = 10;

/** Path of a folder's kustomization, if it has one. */
export function findKustomization(
  files: Record<string, string>,
  folder: string,
): string | undefined {
  return ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
    .map(name => posix.join(folder, name))
    .find(path => path in files);
}

/**
 * Builds a folder with a kustomization, as `kustomize build` does, for the fields that the sandbox understands.
 *
 * @param files - path from the repository's root → content
 * @throws Error if a file is missing or malformed, or a field is not understood.
 */
export function buildKustomization(
  files: Record<string, string>,
  folder: string,
  depth = 0,
): KubernetesObject[] {
  if (depth > MAX_DEPTH) {
    throw new Error(`kustomize build: ${folder} refers to itself`);
  }
  const path = findKustomization(files, folder);
  if (!path) {
    throw new Error(
      `kustomize build: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folder}'`,
    );
  }
  const kustomization: any = parseManifests(path, files[path])[0] ?? {};
  const unknown = Object.keys(kustomization).find(f => !FIELDS.includes(f));
  if (unknown) {
    throw new Error(
      `kustomize build: the sandbox does not understand the field '${unknown}' of ${path}`,
    );
  }
  const objects = (kustomization.resources ?? []).flatMap((entry: string) =>
    readResource(files, posix.join(folder, entry), depth),
  );
  return objects.map((object: KubernetesObject) =>
    transform(object, kustomization),
  );
}

function readResource(
  files: Record<string, string>,
  path: string,
  depth: number,
): KubernetesObject[] {
  const clean = path.replace(/\/$/, '');
  if (clean in files) return parseManifests(clean, files[clean]);
  if (Object.keys(files).some(file => file.startsWith(`${clean}/`))) {
    return buildKustomization(files, clean, depth + 1);
  }
  throw new Error(
    `kustomize build: accumulating resources: '${clean}' doesn't exist`,
  );
}

function transform(
  original: KubernetesObject,
  kustomization: any,
): KubernetesObject {
  const object = structuredClone(original);
  const { metadata } = object;
  metadata.name = `${kustomization.namePrefix ?? ''}${metadata.name}${
    kustomization.nameSuffix ?? ''
  }`;
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
