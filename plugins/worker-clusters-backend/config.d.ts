import type { HumanDuration } from '@backstage/types';

export interface Config {
  workerClusters?: {
    /**
     * The management clusters whose claims make the fleet. None: the fleet stays empty.
     */
    managementClusters?: Array<{
      /**
       * Unique and lasting: it is a part of each cluster's reference.
       *
       * @visibility backend
       */
      name: string;
      /**
       * For people. Default: the name.
       *
       * @visibility backend
       */
      title?: string;
      /**
       * https URL of the API server. Required, but with `inCluster` and `kubeconfig`, which give it.
       *
       * @visibility backend
       */
      url?: string;
      /**
       * The API server's CA: PEM, base64. Default: the system's CAs.
       *
       * @visibility backend
       */
      caData?: string;
      /**
       * File with the API server's CA, PEM; read for each request, so that it can rotate. Either this or `caData`.
       *
       * @visibility backend
       */
      caFile?: string;
      /**
       * Each management cluster has exactly one of `inCluster`, `token`, `tokenFile`, `clientCertificate`, `kubeconfig` and
       * `authProvider`. This one: the cluster in which the portal runs, with the service account of its Pod.
       *
       * @visibility backend
       */
      inCluster?: boolean;
      /**
       * Token of a read-only service account.
       *
       * @visibility secret
       */
      token?: string;
      /**
       * File with the token; read for each request, so that it can rotate.
       *
       * @visibility backend
       */
      tokenFile?: string;
      /**
       * Client certificate of a read-only user. Files are read for each request, so that they can rotate.
       */
      clientCertificate?: {
        /**
         * File with the certificate, PEM. Either this or `certData`.
         *
         * @visibility backend
         */
        certFile?: string;
        /**
         * The certificate: PEM, base64.
         *
         * @visibility backend
         */
        certData?: string;
        /**
         * File with the private key, PEM, without a passphrase. Either this or `keyData`.
         *
         * @visibility backend
         */
        keyFile?: string;
        /**
         * The private key: PEM, base64.
         *
         * @visibility secret
         */
        keyData?: string;
      };
      /**
       * A kubeconfig file, of which one context is used: its server, CA, and token, tokenFile or client certificate. It is read for
       * each request, as are the files that it names. Exec and auth-provider plugins, proxies, impersonation and
       * `insecure-skip-tls-verify` are refused.
       */
      kubeconfig?: {
        /** @visibility backend */
        file: string;
        /**
         * Name of the context. Default: the current one.
         *
         * @visibility backend
         */
        context?: string;
      };
      /**
       * A strategy of `@backstage/plugin-kubernetes-backend` (which the backend must have among its dependencies) that gets a token
       * from the cloud, as in `kubernetes.clusterLocatorMethods` of the Kubernetes plugin.
       *
       * @visibility backend
       */
      authProvider?: 'aws' | 'azure' | 'googleServiceAccount';
      /**
       * What the strategy is told. `aws` reads `kubernetes.io/x-k8s-aws-id` (name of the EKS cluster; default: `name`),
       * `kubernetes.io/aws-assume-role`, `kubernetes.io/aws-external-id` and `kubernetes.io/aws-account-id`; the others read
       * nothing.
       */
      authMetadata?: {
        /** @visibility backend */
        [key: string]: string;
      };
      /**
       * Kinds of claims (Crossplane v1) and of namespaced composite resources (Crossplane v2), besides those
       * whose CompositeResourceDefinition has the label `worker-clusters.backstage.io/claims: "true"`.
       * Default: none besides those.
       */
      claims?: Array<{
        /** @visibility backend */
        apiVersion: string;
        /** @visibility backend */
        kind: string;
      }>;
      /**
       * Kinds of composed resources that are read besides those that the Compositions name in their steps of
       * function-patch-and-transform: for Compositions whose resources other functions create. The portal's
       * role needs get, list and watch on them.
       */
      composedKinds?: Array<{
        /** @visibility backend */
        apiVersion: string;
        /** @visibility backend */
        kind: string;
      }>;
      /**
       * Names of the Compositions that claims may use. A claim that uses another one is an isolation finding.
       * Default: the one that the claim's CompositeResourceDefinition enforces or defaults to.
       *
       * @visibility backend
       */
      allowedCompositions?: string[];
      /**
       * Namespace of the management Argo CD. Default: `argocd`.
       *
       * @visibility backend
       */
      argocdNamespace?: string;
    }>;
    workers?: {
      /**
       * Host names, IP addresses and CIDRs of worker API servers that are allowed although they are loopback,
       * link-local or reserved ones, IPv4 addresses of a tunnel (6to4, Teredo, NAT64 with a prefix of its own) or
       * metadata services. A claim's status names the address, so somebody who may write
       * claims could point the portal at itself or at the cloud's metadata service.
       *
       * @visibility backend
       */
      dangerouslyAllowApiServers?: string[];
      /**
       * Namespace of the Argo CD in each worker cluster. Default: `argocd`.
       *
       * @visibility backend
       */
      argocdNamespace?: string;
    };
    fleet?: {
      /**
       * Columns of the fleet page besides its own, read from each claim; of a Crossplane v1 claim also from the composite
       * resource behind it. Everybody who may see a cluster sees them: name no field that is a secret. At most 20; a value has at
       * most 253 characters, a list its first ten items, and an object is not shown.
       */
      columns?: Array<{
        /**
         * Unique: starts with a lowercase letter, then letters, digits and '-'.
         *
         * @visibility backend
         */
        id: string;
        /**
         * Heading of the column, at most 60 characters.
         *
         * @visibility backend
         */
        title: string;
        /**
         * Key of a label of the claim. Either this or `path`.
         *
         * @visibility backend
         */
        label?: string;
        /**
         * Keys joined by dots that lead from the claim to the value, such as `spec.nodes.size` or `status.cluster.arn`.
         *
         * @visibility backend
         */
        path?: string;
      }>;
    };
    isolation?: {
      /**
       * How old a credential of the portal may become before that is a finding. Default: 90 days.
       */
      maxCredentialAge?: HumanDuration | string;
    };
    /**
     * How long versions are supported, over what the portal knows (`supportLifeData.json` of
     * `@worker-clusters/backstage-plugin-worker-clusters-common`): "support ends in 34 d" and "1.36 available" follow from it. A date
     * replaces the one that is known, `null` removes it. What is wrong is logged at the start and left out by itself.
     */
    supportLife?: {
      /**
       * YAML or JSON with the keys `kubernetes` and `argocd` as below, relative to the working directory of the backend; read at the
       * start. What stands beside it here comes first.
       *
       * @visibility backend
       */
      file?: string;
      kubernetes?: {
        /**
         * Where the dates are from, for people. Default: this key or the file.
         *
         * @visibility backend
         */
        source?: string;
        /**
         * The day of the data: `YYYY-MM-DD`. Default: the day on which the backend started.
         *
         * @visibility backend
         */
        asOf?: string;
        /** By minor version, in quotes: `'1.30'`. */
        versions?: {
          [minor: string]: {
            /**
             * First day on which clusters can have it: `YYYY-MM-DD`.
             *
             * @visibility backend
             */
            releasedOn?: string | null;
            /**
             * Last day of standard support: `YYYY-MM-DD`.
             *
             * @visibility backend
             */
            standardUntil?: string | null;
            /**
             * Last day of extended support: `YYYY-MM-DD`.
             *
             * @visibility backend
             */
            extendedUntil?: string | null;
          };
        };
      };
      argocd?: {
        /** @visibility backend */
        source?: string;
        /** @visibility backend */
        asOf?: string;
        versions?: {
          [minor: string]: {
            /** @visibility backend */
            releasedOn?: string | null;
            /** @visibility backend */
            standardUntil?: string | null;
            /** @visibility backend */
            extendedUntil?: string | null;
          };
        };
      };
    };
    /**
     * Notifications to the owner and the requester of a cluster, by Backstage's notifications: people choose by topic what reaches them.
     * Off by default: what was sent, by mail too, cannot be taken back. One wrong value switches them off until it is corrected.
     */
    notifications?: {
      /**
       * Default: false. What holds when they are switched on first is not sent.
       */
      enabled?: boolean;
      /**
       * How often notifications are sent. More than three of a topic that fall due for the same recipient meanwhile become one. Default:
       * one minute.
       */
      interval?: HumanDuration | string;
      /**
       * How long a cluster has to be degraded or failed. Default: 15 minutes.
       */
      degradedAfter?: HumanDuration | string;
      /**
       * How long the portal has to hear nothing of a cluster. Default: 15 minutes.
       */
      staleAfter?: HumanDuration | string;
      /**
       * How long a pull request has to be open. Default: 3 days.
       */
      pullRequestStaleAfter?: HumanDuration | string;
    };
    history?: {
      /**
       * How long the phases that a cluster was in (at most 500 of a cluster), how long its stages took, and isolation findings
       * that are resolved, are kept; what stages usually take is learnt from them. Default: 365 days.
       */
      retention?: HumanDuration | string;
    };
    requests?: {
      /**
       * How often pull requests are read from the Git host; webhooks make it quicker. Default: one minute.
       */
      refreshInterval?: HumanDuration | string;
      /**
       * Shortest time between two of these reads, whatever number of webhooks arrives. Default: 10 seconds.
       */
      minRefreshInterval?: HumanDuration | string;
    };
  };
}
