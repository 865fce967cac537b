/** A Git host with one repository, `platform/gitops`, that holds the files of {@link gitopsFiles}; `main` is protected. */
export interface RequestsTarget {
  /** Address, without a slash at the end. */
  url: string;
  /** Token of `portal-bot`, who may write to the repository. */
  portalToken: string;
  /** Token of `ada`, who may write, too. */
  adaToken: string;
  /** One request of Gitea's API, below `/api/v1`, as an administrator. */
  api(method: string, path: string, body?: unknown): Promise<Answer>;
  /**
   * Gives the host other work, so that it handles a branch that is deleted now some seconds later.
   *
   * @returns milliseconds after which all is done, from a later request on
   */
  busy(): Promise<number>;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  body: any;
}

export const PORTAL = 'portal-bot';
export const REPOSITORY = '/repos/platform/gitops';
