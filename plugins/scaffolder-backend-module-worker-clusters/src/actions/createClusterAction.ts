import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { claimNamespace } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { oneLine } from '../request/errors';
import { FLEET_TIMEOUT_MS } from '../request/platformPorts';
import type { Requester } from '../request/toRequester';
import type { ActionServices } from './ActionServices';
import { createExamples } from './examples';
import { runRequest, type SubmittedRequest } from './runRequest';
import {
  commonInput,
  identityInput,
  lifetimeInput,
  requestOutput,
} from './schema';

/**
 * Creates the action `worker-cluster:create`, which requests a worker cluster by one pull request that adds one claim.
 * It applies nothing to any cluster.
 *
 * @public
 */
export function createClusterAction(services: ActionServices) {
  return createTemplateAction({
    id: 'worker-cluster:create',
    description:
      'Requests a worker cluster: checks the request and opens a pull request that adds its claim to the GitOps repository',
    examples: createExamples,
    supportsDryRun: true,
    schema: {
      input: {
        ...identityInput,
        spec: z =>
          z
            .record(z.unknown())
            .describe(
              "The claim's spec without the environment; what is left out gets the XRD's defaults",
            ),
        ...lifetimeInput,
        ...commonInput,
      },
      output: requestOutput,
    },
    async handler(ctx) {
      const { name, environment, spec, expiresAt, ...common } = ctx.input;
      const submitted = await runRequest(
        services,
        ctx,
        { verb: 'create', name, environment, spec, expiresAt },
        common,
      );
      if (submitted) await report(services, ctx, submitted);
    },
  });
}

/** Reports the request to the fleet, so that its page shows it at once. */
async function report(
  { fleet }: ActionServices,
  { input, logger }: { input: any; logger: { warn(line: string): void } },
  {
    pullRequest: { head: _, ...pullRequest },
    path,
    requester,
    claim = input.spec,
  }: SubmittedRequest & { path: string; requester: Requester },
): Promise<void> {
  const { name, environment } = input;
  const { region, owner, kubernetesVersion, network } = claim;
  try {
    await fleet.reportRequest(
      {
        namespace: claimNamespace(environment),
        name,
        environment,
        region,
        owner,
        kubernetesVersion,
        ...(network?.vpcCidr && { vpcCidr: network.vpcCidr }),
        requestedBy: requester.ref,
        claimPath: path,
        pullRequest,
      },
      { signal: AbortSignal.timeout(FLEET_TIMEOUT_MS) },
    );
  } catch (error) {
    logger.warn(
      `The request could not be reported to the fleet, whose page will show it a little later: ${oneLine(
        error,
      )}`,
    );
  }
}
