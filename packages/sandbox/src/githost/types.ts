import type { RepositoryTree } from '@worker-clusters/argocd-manifests';

/** A user of the sandbox's Git host. `token` works as a password too, as on Gitea. */
export interface GitHostUser {
  login: string;
  fullName: string;
  email: string;
  token: string;
  admin?: boolean;
}

export interface GitHostOptions {
  host?: string;
  /** 0: any free port. */
  port?: number;
  /** Folder that holds the bare repositories and `gitea.json` (pull requests, labels). */
  directory: string;
  users: GitHostUser[];
  /** URL that is told of pushes and pull requests, as Gitea's webhooks do. Delivery failures are logged, never retried for ever. */
  webhookUrl?: string;
  /** Signs what is sent to `webhookUrl`; not signed by default. */
  webhookSecret?: string;
  /**
   * Milliseconds after which the pull requests of a deleted branch are closed, by whatever name is there by then: 300 by
   * default. On Gitea this is the work of a queue, and takes from a tenth of a second to many seconds.
   */
  queueMs?: number;
  /** One line about a failure, without secrets; to the console's warnings by default. */
  log?: (line: string) => void;
}

/** A running sandbox Git host. */
export interface GitHost {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /**
   * Creates a repository (and its owner) with these files as first commit on `main`, protected against
   * direct pushes; does nothing if it is there.
   */
  ensureRepository(options: {
    owner: string;
    name: string;
    description?: string;
    files: Record<string, string>;
    protectMain?: boolean;
    /** Teams of the owner, which is an organization; added to those that it has. */
    teams?: string[];
  }): Promise<void>;
  /** Calls back after each change of a branch, however it came about (push, API, merge). Returns a function that ends it. */
  onPush(
    listener: (event: {
      owner: string;
      name: string;
      branch: string;
      commit: string;
    }) => void,
  ): () => void;
  /** Head commit of a branch, or undefined. */
  head(
    owner: string,
    name: string,
    branch: string,
  ): Promise<string | undefined>;
  /** All files under a folder at a revision: path from the repository's root → content. */
  readFiles(
    owner: string,
    name: string,
    revision: string,
    folder: string,
  ): Promise<Record<string, string>>;
  /** The whole repository at a revision, with links and submodules; of files only what Argo CD could render is read. */
  readTree(
    owner: string,
    name: string,
    revision: string,
  ): Promise<RepositoryTree>;
  setFaults(faults: Array<'unavailable' | 'hang' | 'vanish'>): Promise<void>;
  close(): Promise<void>;
}
