import { isDeepStrictEqual } from 'node:util';
import {
  type RequestFinding,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Claim, ClaimDefinition } from '../claims';
import { revisionSelector, selectorOf } from '../claims/revisionChannel';
import { compositionOf } from './checkMachinery';

/**
 * Checks that a claim follows the revisions of the Composition that are released to its environment, where the XRD has
 * channels (`revisionSelector`). Without the selector, a change of the Composition reaches the cluster before it is
 * promoted. An error for a new claim and for one whose selector changes; a warning for one that was there before.
 *
 * A claim that selects another Composition, or is pinned to a revision, follows no channel.
 *
 * @param before - the claim as it stands; absent for a new one
 * @public
 */
export function checkRevisionChannel(
  definition: Pick<ClaimDefinition, 'schema'>,
  { claim, before }: { claim: Claim; before?: Claim },
): RequestFinding[] {
  const selector = revisionSelector(definition, claim.spec.environment);
  if (!selector || isPinned(claim)) return [];
  const { name, selected } = compositionOf(claim);
  if (name !== undefined || selected) return [];
  const is = selectorOf(claim, selector);
  if (isDeepStrictEqual(is, selector.value)) return [];
  const unchanged =
    before && isDeepStrictEqual(selectorOf(before, selector), is);
  const [label] = Object.keys(selector.value.matchLabels);
  return [
    {
      severity: unchanged ? 'warning' : 'error',
      rule: 'channel',
      field: selector.field,
      ...writeMessage('channel-missing', { field: selector.field, label }),
    },
  ];
}

function isPinned({ spec }: Claim): boolean {
  return [spec.crossplane, spec].some(
    (machinery: any) => machinery?.compositionUpdatePolicy === 'Manual',
  );
}
