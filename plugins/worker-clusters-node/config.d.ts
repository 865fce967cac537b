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
  };
}
