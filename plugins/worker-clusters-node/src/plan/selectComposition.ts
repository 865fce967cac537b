import {
  type RequestFinding,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Claim } from '../claims';
import { compositionOf } from '../policy';
import type { PlatformDefinition } from './Platform';

/** The Composition that creates a cluster. */
export interface SelectedComposition {
  /** Undefined for the default one. */
  name?: string;
  /** What it creates, by kind; undefined if that is not known. */
  resources?: Array<{ kind: string; count: number }>;
  /** True if the claim selects another one than the XRD. */
  isOther: boolean;
}

/** Finds the Composition that a claim selects; by default the XRD's. */
export function selectComposition(
  {
    composition,
    resources,
    otherCompositions = [],
  }: Pick<
    PlatformDefinition,
    'composition' | 'resources' | 'otherCompositions'
  >,
  claim: Claim,
): SelectedComposition {
  const { name, selected } = compositionOf(claim);
  if (selected) return { isOther: true };
  if (name === undefined || name === composition) {
    return { resources, isOther: false };
  }
  const other = otherCompositions.find(c => c.name === name);
  return { name, resources: other?.resources, isOther: true };
}

/** Tells the reviewer that a new cluster is not created by the default Composition. */
export function compositionFindings({
  name,
  resources,
  isOther,
}: SelectedComposition): RequestFinding[] {
  if (!isOther) return [];
  const shown = name?.slice(0, 253);
  let message = writeMessage('composition-by-labels');
  if (shown !== undefined) {
    message = resources
      ? writeMessage('composition-other', { name: shown })
      : writeMessage('composition-other-unknown', { name: shown });
  }
  return [{ severity: 'warning', rule: 'composition', ...message }];
}
