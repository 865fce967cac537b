/**
 * Something that is wrong with the configuration of the portal. Everything else works.
 *
 * @public
 */
export interface ConfigProblem {
  /** What it is about, for example `workerClusters.managementClusters[1]`. */
  key: string;
  /** `error`: something is out of service. `warning`: something is without effect, or missing. */
  severity: 'error' | 'warning';
  /** What is wrong, and what to do about it. Without secrets. */
  message: string;
  /** What that means, in a sentence. */
  effect?: string;
}
