import type { HumanDuration } from '@backstage/types';

export interface Config {
  workerClusters?: {
    gitHosts?: {
      /**
       * Calls that the portal makes to one Git host per minute at most, all plugins and people together. A call beyond
       * waits up to 5 seconds for its turn, then fails and says when to try again. Default: 600.
       *
       * @visibility backend
       */
      callsPerMinute?: number;
    };
    /**
     * The GitOps repository, where worker clusters are requested by pull request.
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
       * reached. Default: `crossplane/compositions/workercluster-aws.yaml`.
       *
       * @visibility backend
       */
      compositionPath?: string;
      /**
       * Name of the management cluster to which merged claims go. Default: the first one.
       *
       * @visibility backend
       */
      managementCluster?: string;
    };
    requests?: {
      /**
       * Keys by which the portal signs and recognises its pull requests, each of at least 32 characters, for example from
       * `openssl rand -base64 32`. The first one signs, all of them verify: to rotate, put a new key first, and remove the
       * old one when the pull requests that it signed are closed. All replicas need the same keys. Without any
       * `policy.amendRequests` has no effect, the review queue names no requester, and nobody's open request is known as
       * theirs.
       *
       * @deepVisibility secret
       */
      signingKeys?: string[];
    };
    /**
     * What the platform team allows. The portal's forms, the scaffolder's actions and the command `worker-clusters` check
     * requests against it. What is left out is not restricted, except for the fields that decide what a cluster deploys
     * (`restrictedFields`) and those of Crossplane, which no request can set.
     */
    policy?: {
      /**
       * Whether a cluster is requested, changed and removed by its own team only: the owner in the claim is a group that the
       * user is a member of (or the user), by the sign-in. An object names exceptions. Default: true.
       */
      requireOwnership?:
        | boolean
        | {
            /** Groups and users who request for every team, by entity reference. @visibility backend */
            exempt?: string[];
            /** Subjects of services that request for every team, for example `external:provisioner`. @visibility backend */
            services?: string[];
          };
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
          /**
           * How long clusters live. Without it they have no end. When it is over the portal opens a pull request that
           * removes the cluster; it deletes nothing by itself.
           */
          lifetime?: {
            /**
             * What a new cluster and an extension get, for example `30 days` or `{ days: 30 }`. Default: `longest`.
             *
             * @visibility backend
             */
            default?: HumanDuration | string;
            /** How far ahead an end may lie. Default: without a limit. @visibility backend */
            longest?: HumanDuration | string;
          };
          /** Second approver: gets a review request, and is named to the requester. */
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
        /** IPv4 pool, from which a request without a range gets the first that is free, for example `10.0.0.0/8`. @visibility backend */
        pool: string;
        /** Bits of a cluster's range. Default: 16. @visibility backend */
        prefix?: number;
        /** Ranges that are used elsewhere. @visibility backend */
        reserved?: string[];
      };
      /**
       * Fields with an allow-list. A value is allowed if it is the XRD's default or one of its `enum`, if the list has it,
       * or if the claim has it already. Always restricted, with an empty list unless there is an entry here, are
       * `spec.applications.repoURL`, `.targetRevision` and `.basePath`, `spec.argocd.oidc.issuer` and `.clientID`,
       * `spec.access.group` and `.roleArn`, and `spec.argocd.chartVersion`, for which the XRD's own table (`x-ui-values`) counts as well.
       */
      restrictedFields?: Array<{
        /** Path in the claim, for example `spec.applications.repoURL`. @visibility backend */
        field: string;
        /**
         * Values. `*` stands for one or more of `A-Z a-z 0-9 . _ ~ + -`: `https://github.com/acme/*` is every repository of
         * one organization.
         *
         * @visibility backend
         */
        allow: string[];
      }>;
      /**
       * Labels and annotations that claims may have beside those of their own API group, for example `example.org/*` or
       * `cost-center`.
       *
       * @visibility backend
       */
      metadataKeys?: string[];
      /**
       * Fields of Crossplane and Argo CD that the platform team sets by pull requests of its own, for example
       * `spec.crossplane.compositionUpdatePolicy` or `metadata.annotations.argocd.argoproj.io/*`. The command
       * `worker-clusters` reports a change of them as a warning instead of an error; no request can set them.
       *
       * @visibility backend
       */
      platformFields?: string[];
      /**
       * Names of Compositions that a new cluster may select with `compositionRef`, beside the XRD's default.
       *
       * @visibility backend
       */
      compositions?: string[];
      /**
       * Whether requesters may change their open request by submitting it again: the pull request then gets one more
       * commit. Set it only if the Git host dismisses approvals when a commit is added ("dismiss stale approvals");
       * otherwise what is merged is not what was approved. Needs `requests.signingKeys`. Default: false, the open request
       * has to be closed first.
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
        /**
         * Of a NAT gateway, for each zone after the first of a claim with `network.nat: perZone`.
         * @visibility backend
         */
        natGateway?: number;
        /** Of clusters that another Composition than the XRD's default creates. Without an entry no cost is estimated. */
        compositions?: Array<{
          /** @visibility backend */
          name: string;
          /** @visibility backend */
          cluster: number;
          nodes: {
            /** @visibility backend */
            [size: string]: number;
          };
          /** @visibility backend */
          natGateway?: number;
        }>;
      };
    };
  };
}
