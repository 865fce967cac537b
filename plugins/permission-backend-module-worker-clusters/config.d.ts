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
       * Who may request a worker cluster: `owner`, members of the group that will own it; `everyone`, every signed-in user
       * for any owner that `workerClusters.policy.requireOwnership` allows; `platform`, the platform team. Default: `owner`.
       *
       * @visibility backend
       */
      create?: 'owner' | 'everyone' | 'platform';
      /**
       * Environments in which others than the platform team may request worker clusters. Default: all of them.
       *
       * @visibility backend
       */
      createEnvironments?: string[];
    };
  };
}
