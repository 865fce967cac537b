import { minimatch } from 'minimatch';
import type { GitHost } from '../../githost/types';
import type { KubernetesObject } from '../../apiserver/types';
import { buildKustomization, findKustomization } from './kustomize';
import { isManifestFile, parseManifests } from './manifests';

/** `spec.source` of an Application, as far as the sandbox understands it. */
export interface ApplicationSource {
  repoURL: string;
  path?: string;
  targetRevision?: string;
  directory?: { recurse?: boolean; include?: string; exclude?: string };
}

export interface RenderedSource {
  /** Commit. */
  revision: string;
  sourceType: 'Directory' | 'Kustomize';
  objects: KubernetesObject[];
}

/** Commits of which the files are kept. */
const KEPT_COMMITS = 3;

/**
 * Plays Argo CD's repo-server, one for all instances: reads a folder of a repository at the head of a branch and renders
 * it. What it has read it keeps by commit, so that the number of clusters costs nothing.
 */
export class ManifestSource {
  private readonly trees = new Map<string, Promise<Record<string, string>>>();
  private readonly rendered = new Map<string, RenderedSource>();

  constructor(private readonly gitHost: GitHost) {}

  onPush(
    listener: (push: { owner: string; name: string; branch: string }) => void,
  ): () => void {
    return this.gitHost.onPush(listener);
  }

  /**
   * Renders a source.
   *
   * @throws Error in the words of Argo CD's conditions.
   */
  async render(source: ApplicationSource): Promise<RenderedSource> {
    const repository = parseRepositoryUrl(source.repoURL);
    if (!repository) {
      throw new Error(
        `failed to get git client for repo ${source.repoURL}: the sandbox has only http://127.0.0.1/<owner>/<repository>.git`,
      );
    }
    const branch = source.targetRevision ?? 'HEAD';
    const { owner, name } = repository;
    const revision = /^[0-9a-f]{40}$/.test(branch)
      ? branch
      : await this.gitHost.head(
          owner,
          name,
          branch === 'HEAD' ? 'main' : branch,
        );
    if (!revision) {
      throw new Error(
        `unable to resolve '${branch}' to a commit SHA in ${source.repoURL}`,
      );
    }
    const id = `${owner}/${name}@${revision}:${JSON.stringify(source)}`;
    const known = this.rendered.get(id);
    if (known) return known;
    const files = await this.files(owner, name, revision);
    const result = { revision, ...renderFolder(files, source) };
    this.rendered.set(id, result);
    return result;
  }

  private files(
    owner: string,
    name: string,
    revision: string,
  ): Promise<Record<string, string>> {
    const id = `${owner}/${name}@${revision}`;
    let files = this.trees.get(id);
    if (!files) {
      files = this.gitHost.readFiles(owner, name, revision, '');
      this.trees.set(id, files);
      files.catch(() => this.trees.delete(id));
      for (const old of [...this.trees.keys()].slice(0, -KEPT_COMMITS)) {
        this.trees.delete(old);
        for (const key of [...this.rendered.keys()]) {
          if (key.startsWith(`${old}:`)) this.rendered.delete(key);
        }
      }
    }
    return files;
  }
}

/** Owner and name of a repository on the sandbox's Git host, whatever its port was when the URL was written. */
export function parseRepositoryUrl(
  url: string,
): { owner: string; name: string } | undefined {
  const match =
    /^https?:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(
      url,
    );
  return match ? { owner: match[1], name: match[2] } : undefined;
}

/**
 * Renders one folder: with a kustomization by it, else every manifest file in it.
 *
 * @throws Error if the folder does not exist, or something in it is malformed.
 */
export function renderFolder(
  files: Record<string, string>,
  source: ApplicationSource,
): Omit<RenderedSource, 'revision'> {
  const folder = (source.path ?? '').replace(/^\.?\/+|\/+$/g, '');
  const prefix = folder ? `${folder}/` : '';
  const inside = Object.keys(files)
    .filter(path => path.startsWith(prefix))
    .sort();
  if (inside.length === 0)
    throw new Error(`${folder}: app path does not exist`);
  if (findKustomization(files, folder)) {
    return {
      sourceType: 'Kustomize',
      objects: buildKustomization(files, folder),
    };
  }
  const { recurse, include, exclude } = source.directory ?? {};
  const objects = inside
    .map(path => path.slice(prefix.length))
    .filter(path => isManifestFile(path) && (recurse || !path.includes('/')))
    .filter(path => !include || minimatch(path, include))
    .filter(path => !exclude || !minimatch(path, exclude))
    .flatMap(path => parseManifests(path, files[`${prefix}${path}`]));
  return { sourceType: 'Directory', objects };
}
