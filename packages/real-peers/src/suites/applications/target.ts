import type { Connection } from '../../client';

/** A worker cluster with an Argo CD, and the Git host of its applications. */
export interface ApplicationsTarget {
  /** The worker's API server, as administrator. */
  server: Connection;
  /** Token of the portal in the worker. */
  portalToken: string;
  repoUrl: string;
  /** Ends the application controller, as a StatefulSet that is scaled to zero does. */
  stopController(): Promise<void>;
  close(): Promise<void>;
}

export interface ApplicationsTargetOptions {
  /** Changes the values of the chart argo-cd before they are installed. */
  change?(values: Record<string, any>): void;
}

export type StartApplicationsTarget = (
  options?: ApplicationsTargetOptions,
) => Promise<ApplicationsTarget>;
