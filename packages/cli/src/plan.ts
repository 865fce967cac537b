import {
  parseClaimPath,
  PlatformContext,
  planRequest,
  RequestPlan,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { mergePatchOf } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { readClaimFile } from './claimFiles';
import { readAtMergeBase } from './git';
import type { Platform } from './platform';

/** What the changes since a Git ref do to worker clusters, a plan per claim that came, changed or went. */
export async function planChanges(
  platform: Platform,
  base: string,
): Promise<RequestPlan[]> {
  const before = readAtMergeBase(base, platform.claimsFolder);
  const plans: RequestPlan[] = [];
  const paths = [
    ...new Set([...before.keys(), ...platform.files.keys()]),
  ].sort();
  for (const path of paths) {
    const [was, is] = [before.get(path), platform.files.get(path)];
    const place = parseClaimPath(path, platform.claimsFolder);
    if (was === is || !place) continue;
    const claimIn = (text: string | undefined) =>
      text === undefined
        ? undefined
        : readClaimFile(platform, path, text).claims.find(
            c => c.claim.metadata.name === place.name,
          );
    const old = claimIn(was);
    const now = claimIn(is);
    const { definition } = now ?? old ?? {};
    if (!definition) continue;
    const context = contextOf(platform, definition, before, path);
    if (!now) {
      plans.push(
        await planRequest(context, { verb: 'decommission', ...place }),
      );
    } else if (!old) {
      plans.push(
        await planRequest(context, {
          verb: 'create',
          ...place,
          spec: now.claim.spec,
        }),
      );
    } else {
      const patch = mergePatchOf(old.claim.spec, now.claim.spec);
      if (Object.keys(patch).length) {
        plans.push(
          await planRequest(context, { verb: 'update', ...place, spec: patch }),
        );
      }
    }
  }
  return plans;
}

/** The repository as it was: what the plan is judged against. There is no fleet and no catalog here. */
function contextOf(
  { definitions: _, ...platform }: Platform,
  definition: PlatformContext['definition'],
  before: Map<string, string>,
  path: string,
): PlatformContext {
  const others = [...platform.files].filter(([other]) => other !== path);
  const fleet = others.flatMap(([other, text]) => {
    const place = parseClaimPath(other, platform.claimsFolder);
    if (!place) return [];
    return readClaimFile({ definitions: [definition] }, other, text).claims.map(
      ({ claim }) => ({
        name: claim.metadata.name,
        environment: claim.spec.environment,
        owner: claim.spec.owner,
        vpcCidr: claim.spec.network?.vpcCidr,
        phase: 'merged',
      }),
    );
  });
  return {
    definition,
    definitionSource: 'repository',
    resources: platform.resources,
    policy: { ...platform.policy, network: undefined },
    claimsFolder: platform.claimsFolder,
    base: 'the base',
    repository: {
      url: '.',
      getFile: async file => {
        const content = before.get(file);
        return content === undefined
          ? undefined
          : { path: file, content, sha: '' };
      },
      listPullRequests: async () => [],
      fileUrl: file => file,
    },
    fleet,
  };
}
