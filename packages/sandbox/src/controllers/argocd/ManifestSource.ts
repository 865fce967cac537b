import { posix } from 'node:path';
import {
  type ApplicationSource,
  renderSource,
  type RepositoryTree,
} from '@worker-clusters/argocd-manifests';
import type { GitHost } from '../../githost/types';
import type { KubernetesObject } from '../../apiserver/types';

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
 * Plays Argo CD's repo-server, one for all instances: reads a repository at the head of a branch and renders a folder of it
 * (`packages/argocd-manifests`). What it has read it keeps by commit, so that the number of clusters costs nothing.
 */
export class ManifestSource {
  private readonly trees = new Map<string, Promise<RepositoryTree>>();
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
  async renderAll(
    sources: ApplicationSource[],
    options: { application: string; several?: boolean },
  ): Promise<RenderedSource[]> {
    const rendered: RenderedSource[] = [];
    for (const [index, source] of sources.entries()) {
      try {
        rendered.push(await this.render(source, options));
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

  private async render(
    source: ApplicationSource,
    options: { application: string; several?: boolean },
  ): Promise<RenderedSource> {
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
    const tree = await this.tree(owner, name, revision);
    const { application } = options;
    const hasOwnSource = tree.has(
      posix.join(source.path ?? '', `.argocd-source-${application}.yaml`),
    );
    const id = `${owner}/${name}@${revision}:${JSON.stringify([
      source,
      options.several,
      hasOwnSource && application,
    ])}`;
    const known = this.rendered.get(id);
    if (known) return known;
    const { sourceType, manifests } = inWordsOfArgocd(() =>
      renderSource(tree, source, options),
    );
    const objects = manifests.map(m => m.manifest as KubernetesObject);
    const result = { revision, sourceType, objects };
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

  private tree(
    owner: string,
    name: string,
    revision: string,
  ): Promise<RepositoryTree> {
    const id = `${owner}/${name}@${revision}`;
    let tree = this.trees.get(id);
    if (!tree) {
      tree = this.gitHost.readTree(owner, name, revision);
      this.trees.set(id, tree);
      tree.catch(() => this.trees.delete(id));
      for (const old of [...this.trees.keys()].slice(0, -KEPT_COMMITS)) {
        this.trees.delete(old);
        for (const key of [...this.rendered.keys()]) {
          if (key.startsWith(`${old}:`)) this.rendered.delete(key);
        }
      }
    }
    return tree;
  }
}

/** Argo CD names a manifest that it cannot read by its file alone. */
function inWordsOfArgocd<T>(render: () => T): T {
  try {
    return render();
  } catch (error) {
    const [, path, line, cause] =
      /^(\S+\.(?:ya?ml|json)):(\d+): (.*)$/s.exec((error as Error).message) ??
      [];
    if (!path) throw error;
    throw new Error(
      `Failed to unmarshal "${posix.basename(path)}": line ${line}: ${cause}`,
    );
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
