import { transformApplication } from './application';
import {
  transformArgocdSettings,
  transformProject,
  transformSyncingApplication,
  transformWorkload,
} from './argocd';
import { transformClaim } from './claim';
import type { ClaimColumn } from './claimColumns';
import { transformComposed, transformComposition } from './composed';
import { transformDefinition } from './definition';
import { transformSecret } from './secret';

/**
 * The projections by name. A name, not a function, says what is kept of a collection, because large answers are parsed
 * and projected in another thread. Each takes untrusted JSON and returns JSON values, or undefined to skip the object.
 */
export const transforms = {
  application: transformApplication,
  argocdSettings: transformArgocdSettings,
  claim: transformClaim,
  composed: transformComposed,
  composition: transformComposition,
  definition: transformDefinition,
  project: transformProject,
  secret: transformSecret,
  syncingApplication: transformSyncingApplication,
  workload: transformWorkload,
} satisfies Record<
  string,
  (raw: unknown, columns?: readonly ClaimColumn[]) => unknown
>;

export type TransformName = keyof typeof transforms;

/** What is kept of an object. */
export type Transformed<N extends TransformName> = NonNullable<
  ReturnType<(typeof transforms)[N]>
>;
