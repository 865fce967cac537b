export interface Config {
  workerClusters?: {
    /**
     * How pull requests are opened.
     */
    pullRequests?: {
      /** As drafts, where the Git host has them. Default: false. @visibility backend */
      draft?: boolean;
      /** Names of labels, which the repository must have, or on Gitea its organization. @visibility backend */
      labels?: string[];
      /** Logins on the Git host. @visibility backend */
      reviewers?: string[];
      /** Teams or groups of the Git host, by their short name. @visibility backend */
      teamReviewers?: string[];
      /** Logins on the Git host. @visibility backend */
      assignees?: string[];
      /**
       * Set them to merge by themselves once every check and approval that the host demands is there. Default: false.
       *
       * @visibility backend
       */
      autoMerge?: boolean;
      /**
       * The title, with `{{ title }}` (the usual one), `{{ verb }}`, `{{ name }}`, `{{ environment }}`, `{{ region }}`,
       * `{{ owner }}` and `{{ kubernetesVersion }}`.
       *
       * @visibility backend
       */
      title?: string;
      /**
       * The text, Markdown, with the same and `{{ body }}` for the usual text.
       *
       * @visibility backend
       */
      body?: string;
    };
  };
}
