import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionServices } from './ActionServices';
import { updateExamples } from './examples';
import { runRequest } from './runRequest';
import {
  commonInput,
  identityInput,
  lifetimeInput,
  requestOutput,
} from './schema';

/**
 * Creates the action `worker-cluster:update`, which requests a change of a worker cluster (resize, upgrade, any set of
 * fields of its claim) by one pull request. Nothing else in the claim's file changes.
 *
 * @public
 */
export function updateClusterAction(services: ActionServices) {
  return createTemplateAction({
    id: 'worker-cluster:update',
    description:
      'Requests a change of a worker cluster: checks it and opens a pull request that changes these fields of its claim and nothing else',
    examples: updateExamples,
    supportsDryRun: true,
    schema: {
      input: {
        ...identityInput,
        spec: z =>
          z
            .record(z.unknown())
            .optional()
            .describe(
              "Changes of the claim's spec, as a JSON merge patch: null removes a field",
            ),
        extend: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Moves the end of its lifetime as far ahead as the policy gives to a new cluster',
            ),
        ...lifetimeInput,
        ...commonInput,
      },
      output: requestOutput,
    },
    async handler(ctx) {
      const { name, environment, spec, extend, expiresAt, ...common } =
        ctx.input;
      await runRequest(
        services,
        ctx,
        { verb: 'update', name, environment, spec, extend, expiresAt },
        common,
      );
    },
  });
}
