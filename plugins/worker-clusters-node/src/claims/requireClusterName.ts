import { InputError } from '@backstage/errors';
import { checkClusterName } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/**
 * Returns the name of a worker cluster if it is valid.
 *
 * @throws InputError with the message of `checkClusterName`.
 * @public
 */
export function requireClusterName(name: string): string {
  const problem = checkClusterName(name);
  if (problem) throw new InputError(`${problem}.`);
  return name;
}
