import type { HumanDuration } from '@backstage/types';

export interface Config {
  workerClusters?: {
    /** What the entities of clusters have beside what their claims say. Default: nothing. */
    catalog?: {
      /**
       * Entity reference of the system that all clusters are part of, for example `system:default/platform`.
       *
       * @visibility backend
       */
      system?: string;
      /**
       * `spec.lifecycle` of a cluster's entity by its environment, for example `{ dev: experimental, prod: production }`.
       *
       * @visibility backend
       */
      lifecycles?: { [environment: string]: string };
      /**
       * Entity reference of a resource or a component for each management cluster by its name, for example
       * `{ main: resource:default/management }`: its worker clusters depend on it.
       *
       * @visibility backend
       */
      managementClusters?: { [managementCluster: string]: string };
      /**
       * Whether a Component whose annotations say which Applications deploy it depends on the entities of the clusters that run
       * it. Everybody who may read the Component in the catalog sees these relations. Default: true.
       *
       * @visibility backend
       */
      componentRelations?: boolean;
      /**
       * How long clusters stay in the catalog if more than a quarter of the fleet, and more than five clusters, leave the
       * fleet within that time: that is more likely a fault than a decision. Default: one hour; `{ seconds: 0 }` turns it off.
       *
       * @visibility backend
       */
      massRemovalDelay?: HumanDuration | string;
    };
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
