export interface Config {
  workerClusters?: {
    /**
     * The permission policy of `permission-backend-module-worker-clusters`.
     */
    permissions?: {
      /**
       * Groups (or users) of the platform team, for example `group:default/platform`: they may do everything.
       * Default: none, so that nobody may do what only the platform team may.
       *
       * @visibility backend
       */
      platformGroups?: string[];
      /**
       * Who sees a worker cluster, its catalog entity included: every signed-in user, or its owner and the
       * platform team. Default: `everyone`.
       *
       * @visibility backend
       */
      read?: 'everyone' | 'owner';
      /**
       * Who may request a worker cluster: every signed-in user, or the platform team. Default: `everyone`.
       *
       * @visibility backend
       */
      create?: 'everyone' | 'platform';
    };
  };
}
