import { InputError } from '@backstage/errors';
import { checkClusterName } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/**
 * Passes the name of a worker cluster on.
 *
 * @throws InputError with the sentence of `checkClusterName`.
 * @public
 */
export function requireClusterName(name: string): string {
  const problem = checkClusterName(name);
  if (problem) throw new InputError(`${problem}.`);
  return name;
}
