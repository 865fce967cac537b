import { isDeepStrictEqual } from 'node:util';
import { mergePatchOf } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  type FleetCluster,
  loadPlatform,
  parseClaimPath,
  planRequest,
  type Platform,
  type PlanInput,
  type RequestPlan,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { readClaimFile } from './claimFiles';
import { readAtMergeBase } from './git';
import type { Checkout } from './checkout';

/** Plans what the changes since a Git ref do to worker clusters: a plan per claim that is added, changed or removed. */
export async function planChanges(
  checkout: Checkout,
  base: string,
): Promise<RequestPlan[]> {
  const before = readAtMergeBase(base, checkout.claimsFolder);
  const platform = await platformOf(checkout, before);
  const paths = [
    ...new Set([...before.keys(), ...checkout.files.keys()]),
  ].sort();
  const plans: RequestPlan[] = [];
  for (const path of paths) {
    const change = changeOf(checkout, path, before.get(path));
    if (change) {
      // Each claim is planned with the XRD of its own kind, a new one too.
      const { definition, input } = change;
      plans.push(await planRequest({ ...platform, definition }, input));
    }
  }
  return plans;
}

/** The request that a changed file amounts to; undefined if its claim is the same. */
function changeOf(
  checkout: Checkout,
  path: string,
  textBefore: string | undefined,
): { definition: Platform['definition']; input: PlanInput } | undefined {
  const text = checkout.files.get(path);
  const place = parseClaimPath(path, checkout.claimsFolder);
  if (text === textBefore || !place) return undefined;
  const claimIn = (content: string | undefined) =>
    content === undefined
      ? undefined
      : readClaimFile(checkout, path, content).claims.find(
          c => c.claim.metadata.name === place.name,
        );
  const [old, now] = [claimIn(textBefore), claimIn(text)];
  if (!now) {
    return (
      old && {
        definition: old.definition,
        input: { verb: 'decommission', ...place },
      }
    );
  }
  const { definition, claim } = now;
  const written = { claim, text: text!, author: 'committer' as const };
  if (!old) {
    return {
      definition,
      input: {
        verb: 'create',
        ...place,
        spec: claim.spec,
        written,
      },
    };
  }
  // Labels and annotations count too.
  if (isDeepStrictEqual(old.claim, claim)) return undefined;
  const spec = mergePatchOf(old.claim.spec, claim.spec);
  return {
    definition,
    input: { verb: 'update', ...place, spec, written },
  };
}

/** The platform of a checkout, with the claims folder as it was at the base. There is no fleet and no catalog. */
async function platformOf(
  checkout: Checkout,
  before: Map<string, string>,
): Promise<Platform> {
  const { claimsFolder, policy } = checkout;
  const [definition, ...others] = checkout.definitions;
  const [composition, ...otherCompositions] = checkout.compositions;
  return loadPlatform({
    repository: {
      url: '.',
      defaultBranch: async () => 'base',
      getBranch: async name => ({ name, commit: '' }),
      getFile: async path => {
        const content = before.get(path);
        return content === undefined ? undefined : { path, content, sha: '' };
      },
      listFiles: async () => [],
      listPullRequests: async () => [],
      fileUrl: path => path,
    },
    gitops: { claimsFolder, xrdPath: '', compositionPath: '' },
    policy,
    readDefinition: async () => ({
      definition,
      others,
      source: 'repository',
      composition: composition?.name,
      resources: composition?.resources,
      otherCompositions,
    }),
    listClusters: async () => clustersOf(checkout),
  });
}

/** The claims of the checkout, as clusters whose requests are merged. */
function clustersOf(checkout: Checkout): FleetCluster[] {
  return [...checkout.files].flatMap(([path, text]) => {
    if (!parseClaimPath(path, checkout.claimsFolder)) return [];
    return readClaimFile(checkout, path, text).claims.map(({ claim }) => ({
      name: claim.metadata.name,
      environment: claim.spec.environment,
      owner: claim.spec.owner,
      vpcCidr: claim.spec.network?.vpcCidr,
      phase: 'merged',
    }));
  });
}
