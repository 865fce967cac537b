import type {
  ClusterRef,
  RequestFinding,
  Message,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** A finding whose message tells of clusters that the reader may not be allowed to read. @public */
export interface DisclosingFinding extends RequestFinding {
  /** Absent if the message tells of no other cluster than the one that is requested. */
  discloses?: {
    /** The clusters; undefined for one that only Git knows. */
    clusters: Array<ClusterRef | undefined>;
    /** The message without their names, owners, phases and links. */
    redacted: Message;
  };
}

/**
 * Whether the reader may read a cluster. One that only Git knows (undefined) is read by who reads all clusters.
 *
 * @public
 */
export type MayRead = (cluster: ClusterRef | undefined) => Promise<boolean>;

/**
 * Findings for their reader: of clusters that they may not read, no name, owner, phase or link. This is the only place that
 * decides it; whoever makes a finding says which clusters it tells of.
 */
export async function redactFindings(
  findings: DisclosingFinding[],
  mayRead: MayRead,
): Promise<RequestFinding[]> {
  return Promise.all(
    findings.map(async ({ discloses, ...finding }) => {
      if (!discloses) return finding;
      const readable = await Promise.all(discloses.clusters.map(mayRead));
      if (readable.every(Boolean)) return finding;
      // A text without a code must not keep the code of the other one, whose values name the cluster.
      const { message: _, messageCode: __, ...rest } = finding;
      return { ...rest, ...discloses.redacted };
    }),
  );
}
