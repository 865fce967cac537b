import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { claimNamespace } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { oneLine } from '../request/errors';
import { FLEET_TIMEOUT_MS } from '../request/gatherContext';
import type { ActionServices } from './ActionServices';
import { createExamples } from './examples';
import { OpenedRequest, runRequest } from './runRequest';
import { commonInput, identityInput, requestOutput } from './schema';

/**
 * The action `worker-cluster:create`: asks for a worker cluster by one pull request that adds one claim. It
 * applies nothing to any cluster.
 *
 * @public
 */
export function createCreateClusterAction(services: ActionServices) {
  return createTemplateAction({
    id: 'worker-cluster:create',
    description:
      'Asks for a worker cluster: checks the request and opens a pull request that adds its claim to the GitOps repository',
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
        ...commonInput,
      },
      output: requestOutput,
    },
    async handler(ctx) {
      const { name, environment, spec, ...common } = ctx.input;
      const opened = await runRequest(
        services,
        ctx,
        { verb: 'create', name, environment, spec },
        common,
      );
      if (opened) await report(services, ctx, opened);
    },
  });
}

/** Tells the fleet, so that its page shows the request at once. */
async function report(
  { fleet }: ActionServices,
  { input, logger }: { input: any; logger: { warn(line: string): void } },
  { pullRequest, path, requester, plan }: OpenedRequest,
): Promise<void> {
  const { name, environment } = input;
  const { region, owner, kubernetesVersion, network } =
    plan?.spec ?? input.spec;
  try {
    await fleet.reportRequest(
      {
        namespace: claimNamespace(environment),
        name,
        environment,
        region,
        owner: plan?.owner ?? owner,
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
      `The fleet page will show the request a little later: it could not be told at once (${oneLine(
        error,
      )})`,
    );
  }
}
