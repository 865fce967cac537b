import type { KubernetesObject } from '@worker-clusters/sandbox';
import { parseAllDocuments } from 'yaml';

/** Files of a rendered repository: path → content. */
export type Files = Record<string, string>;

/** Files that only look like YAML: templates of Helm. */
const NO_YAML = /\/charts\/.+\/templates\//;

export function yamlFiles(files: Files): string[] {
  return Object.keys(files).filter(
    path => /\.ya?ml$/.test(path) && !NO_YAML.test(path),
  );
}

/** The documents of one file. @throws Error if it is not YAML. */
export function documents(files: Files, path: string): any[] {
  return (parseAllDocuments(files[path]) as any[]).map(document => {
    if (document.errors.length) {
      throw new Error(`${path}: ${document.errors[0].message}`);
    }
    return document.toJS();
  });
}

/** All Kubernetes objects below the folders. */
export function objects(
  files: Files,
  folders: string[],
): Array<{ path: string; object: KubernetesObject }> {
  return yamlFiles(files)
    .filter(path => folders.some(folder => path.startsWith(folder)))
    .flatMap(path => documents(files, path).map(object => ({ path, object })))
    .filter(({ object }) => object?.apiVersion && object.kind);
}

/** An XRD with the Composition that it defaults to. */
export interface ClusterApi {
  xrd: any;
  composition: any;
}

/** The APIs for worker clusters of a repository: Crossplane v2's, and v1's where it was requested. */
export function clusterApis(files: Files): ClusterApi[] {
  const all = objects(files, ['crossplane/']).map(o => o.object as any);
  return all
    .filter(o => o.kind === 'CompositeResourceDefinition')
    .map(xrd => ({
      xrd,
      composition: all.find(
        o =>
          o.kind === 'Composition' &&
          o.metadata.name === xrd.spec.defaultCompositionRef.name,
      ),
    }));
}

/** Input of one function of a Composition. */
export function inputOf(composition: any, functionName: string): any {
  return composition.spec.pipeline.find(
    (s: any) => s.functionRef.name === functionName,
  )?.input;
}

export function resourcesOf(composition: any): any[] {
  return inputOf(composition, 'function-patch-and-transform').resources;
}

/** Schema of an XRD's first version. */
export function schemaOf(xrd: any): any {
  return xrd.spec.versions[0].schema.openAPIV3Schema;
}
