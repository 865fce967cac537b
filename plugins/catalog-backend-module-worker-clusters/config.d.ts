export interface Config {
  workerClusters?: {
    /**
     * Registers the software templates of this project in the catalog: new cluster, resize, upgrade, change, extend,
     * decommission, platform repository. Default: none is registered.
     */
    templates?: {
      /**
       * Owner of the templates: entity reference of a group or a user, for example `group:default/platform`.
       *
       * @visibility backend
       */
      owner: string;
      /**
       * Names of the templates, for example `[new-cluster, decommission-cluster]`. Default: all.
       *
       * @visibility backend
       */
      include?: string[];
      /**
       * Whether pull requests are opened with the user's own token of the Git host, as with
       * `scaffolder.requireScmUserCredentials`. Default: false, with the portal's account.
       *
       * @visibility backend
       */
      requestUserCredentials?: boolean;
    };
  };
}
