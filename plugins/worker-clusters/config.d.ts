export interface Config {
  workerClusters?: {
    /**
     * `unknown`: a wrong value is left out and reported; with the type alone it would keep Backstage's app plugin from starting.
     *
     * @deepVisibility frontend
     */
    access?:
      | unknown
      | {
          /**
           * Steps of the tab "Access" on the page of each cluster: how people log in to it and to its Argo CD. The portal hands out
           * no credential. In `text`, `command` and `link.url` stand the placeholders `{{name}}`, `{{namespace}}`,
           * `{{managementCluster}}`, `{{environment}}`, `{{region}}`, `{{owner}}` (an entity reference), `{{ownerName}}`,
           * `{{apiServer}}` and `{{argocdUrl}}`; values are quoted for a POSIX shell in commands and encoded in links. A command with
           * quotes of its own is left out for a value that needs quotes. Default: none, and no such tab.
           */
          steps?: Array<{
            /** @visibility frontend */
            title: string;
            /**
             * Plain text.
             *
             * @visibility frontend
             */
            text?: string;
            /**
             * Shown with a button that copies it. Left out while one of its placeholders has no value.
             *
             * @visibility frontend
             */
            command?: string;
            link?: {
              /** @visibility frontend */
              title: string;
              /**
               * An http(s) URL; it may begin with `{{argocdUrl}}`.
               *
               * @visibility frontend
               */
              url: string;
            };
            /**
             * Only for clusters of these environments. Default: for all.
             *
             * @visibility frontend
             */
            environments?: string[];
          }>;
        };
  };
}
