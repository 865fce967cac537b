export interface Config {
  workerClusters?: {
    /**
     * The GitOps repository, in which a worker cluster is asked for by pull request.
     */
    gitops?: {
      /**
       * The repository, in the scaffolder's form: `host?owner=<owner>&repo=<repository>`. The host needs an
       * entry under `integrations`.
       *
       * @visibility backend
       */
      repoUrl: string;
      /**
       * Branch that the management Argo CD follows and that pull requests go to. Default: the repository's
       * default branch.
       *
       * @visibility backend
       */
      branch?: string;
      /**
       * Folder of the claims; a claim is at `<claimsFolder>/<environment>/<name>.yaml`.
       * Default: `crossplane/claims`.
       *
       * @visibility backend
       */
      claimsFolder?: string;
      /**
       * Path of the XRD, whose schema a claim is checked against. Default: `crossplane/xrds/workercluster.yaml`.
       *
       * @visibility backend
       */
      xrdPath?: string;
    };
  };
}
