import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionServices } from './ActionServices';
import { decommissionExamples } from './examples';
import { runRequest } from './runRequest';
import { commonInput, identityInput, requestOutput } from './schema';

/**
 * Creates the action `worker-cluster:decommission`, which requests the removal of a worker cluster by one pull request
 * that removes its claim.
 *
 * @public
 */
export function decommissionClusterAction(services: ActionServices) {
  return createTemplateAction({
    id: 'worker-cluster:decommission',
    description:
      'Requests the removal of a worker cluster with everything in it: opens a pull request that removes its claim',
    examples: decommissionExamples,
    supportsDryRun: true,
    schema: {
      input: {
        ...identityInput,
        confirmedName: z =>
          z.string().describe('The name once more, typed by hand'),
        ...commonInput,
      },
      output: requestOutput,
    },
    async handler(ctx) {
      const { name, environment, confirmedName, ...common } = ctx.input;
      if (confirmedName !== name) {
        throw new InputError(
          `To remove '${name}', type its name once more, exactly: got '${String(
            confirmedName,
          ).slice(0, 80)}'. Nothing was written.`,
        );
      }
      await runRequest(
        services,
        ctx,
        { verb: 'decommission', name, environment },
        common,
      );
    },
  });
}
