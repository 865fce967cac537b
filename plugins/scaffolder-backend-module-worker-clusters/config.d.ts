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
      /**
       * Path of the Composition, from which a request says what will be created while the management cluster cannot be
       * asked. Default: `crossplane/compositions/workercluster-aws.yaml`.
       *
       * @visibility backend
       */
      compositionPath?: string;
    };
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
    /**
     * What the platform team allows; everything that is left out is not restricted. The portal's forms, the scaffolder's
     * actions and the command `worker-clusters` judge by it.
     */
    policy?: {
      /** A rule for names, beside the one that holds everywhere. */
      name?: {
        /** Regular expression for the whole name. @visibility backend */
        pattern: string;
        /** What it means, for people: completes "the rule: …". @visibility backend */
        description?: string;
      };
      /** By name of the environment; others are not offered. Default: all that the XRD has. */
      environments?: {
        [environment: string]: {
          /** @visibility backend */
          regions?: string[];
          /** @visibility backend */
          kubernetesVersions?: string[];
          /** @visibility backend */
          nodeSizes?: string[];
          /** Highest maximum of nodes. @visibility backend */
          maxNodes?: number;
          /** Who must approve as well: asked for a review, and named to who asks. */
          secondApprover?: {
            /** @visibility backend */
            reviewers?: string[];
            /** @visibility backend */
            teams?: string[];
          };
        };
      };
      quota?: {
        /** Clusters that one owner may have, requests included. @visibility backend */
        clustersPerOwner?: number;
        /** Other numbers for some owners. */
        owners?: Array<{
          /** Entity reference, for example `group:default/payments`. @visibility backend */
          owner: string;
          /** @visibility backend */
          clusters: number;
        }>;
      };
      /** Address ranges of the clusters' networks: no two overlap. */
      network?: {
        /** IPv4 range from which who asks for none gets the first that is free, for example `10.0.0.0/8`. @visibility backend */
        pool: string;
        /** Bits of a cluster's range. Default: 16. @visibility backend */
        prefix?: number;
        /** Ranges that are used elsewhere. @visibility backend */
        reserved?: string[];
      };
      /**
       * Whether who has asked may change the open request by asking again: the pull request then gets one more commit.
       * Set it only if the Git host takes back approvals when a commit is added ("dismiss stale approvals"), or what was
       * approved is not what is merged. Default: false, the open request has to be closed first.
       *
       * @visibility backend
       */
      amendRequests?: boolean;
      /** For an estimate of what a request costs, a month. */
      prices?: {
        /** For example `USD`. @visibility backend */
        currency: string;
        /** Of a cluster without nodes. @visibility backend */
        cluster: number;
        /** Of a node, by its size. */
        nodes: {
          /** @visibility backend */
          [size: string]: number;
        };
      };
    };
  };
}
