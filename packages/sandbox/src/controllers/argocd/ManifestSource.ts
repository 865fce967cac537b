import { minimatch } from 'minimatch';
import type { GitHost } from '../../githost/types';
import type { KubernetesObject } from '../../apiserver/types';
import { buildKustomization, findKustomization } from './kustomize';
import { isManifestFile, parseManifests } from './manifests';
import type { ApplicationSource } from './sources';

export interface RenderedSource {
  /** Commit. */
  revision: string;
  sourceType: 'Directory' | 'Kustomize';
  objects: KubernetesObject[];
}

/** Commits of which the files are kept. */
const KEPT_COMMITS = 3;

const listingRefs = (repoURL: string) =>
  `failed to list refs: Get "${repoURL}/info/refs?service=git-upload-pack":`;

/** The sandbox reaches nothing but itself: every other name is unknown. */
function noSuchHost(repoURL: string): Error {
  const host = URL.canParse(repoURL) ? new URL(repoURL).hostname : repoURL;
  return new Error(
    `${listingRefs(
      repoURL,
    )} dial tcp: lookup ${host} on 10.100.0.10:53: no such host`,
  );
}

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
   * Renders the sources of an Application, one after the other. The files of a source that is only referred to by others
   * are no manifests.
   *
   * @throws Error in the words of Argo CD's conditions.
   */
  async renderAll(sources: ApplicationSource[]): Promise<RenderedSource[]> {
    const rendered: RenderedSource[] = [];
    for (const [index, source] of sources.entries()) {
      try {
        rendered.push(await this.render(source));
      } catch (error) {
        throw new Error(
          `failed to generate manifest for source ${index + 1} of ${
            sources.length
          }: rpc error: code = Unknown desc = ${(error as Error).message}`,
        );
      }
    }
    return rendered;
  }

  private async render(source: ApplicationSource): Promise<RenderedSource> {
    const { repoURL, targetRevision = 'HEAD' } = source;
    const repository = parseRepositoryUrl(repoURL);
    if (!repository || source.chart) throw noSuchHost(repoURL);
    const { owner, name } = repository;
    const revision = /^[0-9a-f]{40}$/.test(targetRevision)
      ? targetRevision
      : await this.resolve(owner, name, targetRevision);
    if (!revision) {
      throw (await this.resolve(owner, name, 'HEAD'))
        ? new Error(`unable to resolve '${targetRevision}' to a commit SHA`)
        : this.noRepository(repoURL);
    }
    if (!source.path && source.ref) {
      return { revision, sourceType: 'Directory', objects: [] };
    }
    const id = `${owner}/${name}@${revision}:${JSON.stringify(source)}`;
    const known = this.rendered.get(id);
    if (known) return known;
    const files = await this.files(owner, name, revision);
    const result = { revision, ...renderFolder(files, source) };
    this.rendered.set(id, result);
    return result;
  }

  private resolve(
    owner: string,
    name: string,
    reference: string,
  ): Promise<string | undefined> {
    const branch = reference === 'HEAD' ? 'main' : reference;
    return this.gitHost.head(owner, name, branch);
  }

  /** The Git host does not have it, or there is no Git host at the address. */
  private noRepository(repoURL: string): Error {
    const { host, port } = new URL(repoURL);
    return port === String(this.gitHost.port)
      ? new Error('failed to list refs: repository not found')
      : new Error(
          `${listingRefs(
            repoURL,
          )} dial tcp ${host}: connect: connection refused`,
        );
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
