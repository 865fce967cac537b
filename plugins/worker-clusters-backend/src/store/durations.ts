import {
  minorVersion,
  TIMELINE_STAGES,
  type TimelineStage,
  type TimelineStageId,
  type UsualDuration,
  type UsualDurations,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import type { ClusterRow } from './clusterRow';
import { chunks } from './database';

/** Fewer finished stages than that tell nothing. */
const MIN_SAMPLES = 3;
/** Finished stages that are looked at, the newest first: eight of each of 1000 clusters. */
const MAX_SAMPLES = 8000;
/** How long what was computed is used. */
const CACHED_MS = 60_000;

interface DurationRow {
  cluster_key: string;
  uid: string;
  stage: TimelineStageId;
  region: string | null;
  kubernetes_version: string | null;
  ended_at: string;
  seconds: number;
}

type Sample = Pick<
  DurationRow,
  'stage' | 'region' | 'kubernetes_version' | 'seconds'
>;

/** The stages of a cluster that are over and took any time. */
function finishedStages(
  row: Pick<ClusterRow, 'key' | 'uid' | 'region' | 'summary' | 'details'>,
): DurationRow[] {
  if (!row.uid) return [];
  const summary: Partial<WorkerCluster> = JSON.parse(row.summary);
  const { timeline = [] }: { timeline?: TimelineStage[] } = JSON.parse(
    row.details,
  );
  const version =
    minorVersion(summary.kubernetesVersion) ??
    minorVersion(summary.kubernetesVersionRequested) ??
    null;
  return timeline.flatMap(({ id, begin, end }) => {
    const seconds =
      begin && end
        ? Math.round((Date.parse(end) - Date.parse(begin)) / 1000)
        : 0;
    return end && seconds > 0
      ? [
          {
            cluster_key: row.key,
            uid: row.uid!,
            stage: id,
            region: row.region,
            kubernetes_version: version,
            ended_at: end,
            seconds,
          },
        ]
      : [];
  });
}

/**
 * Keeps how long the stages took of all clusters that changed after a revision; a stage that is known stays as it is.
 *
 * @param options.after - revision up to which the clusters have been looked at
 * @param options.notBefore - stages that ended earlier are not kept: RFC 3339, UTC
 * @returns the revision up to which they have been now
 */
export async function recordDurations(
  knex: Knex,
  options: { after: number; notBefore: string },
): Promise<number> {
  const rows: Array<
    Pick<
      ClusterRow,
      'key' | 'uid' | 'region' | 'summary' | 'details' | 'revision'
    >
  > = await knex('clusters')
    .whereNotNull('uid')
    .where('revision', '>', options.after)
    .select('key', 'uid', 'region', 'summary', 'details', 'revision');
  const finished = rows
    .flatMap(finishedStages)
    .filter(row => row.ended_at >= options.notBefore);
  for (const some of chunks(finished)) {
    await knex('stage_durations')
      .insert(some)
      .onConflict(['cluster_key', 'uid', 'stage'])
      .ignore();
  }
  return rows.reduce(
    (newest, row) => Math.max(newest, Number(row.revision)),
    options.after,
  );
}

/** Deletes what ended before a time (RFC 3339, UTC): durations of stages, and phases that are over. */
export async function forgetHistory(knex: Knex, before: string): Promise<void> {
  await knex('stage_durations').where('ended_at', '<', before).delete();
  await knex('phase_transitions').where('until', '<', before).delete();
}

/** Nearest rank: the smallest of the values that a share of them does not exceed. */
export function quantile(sorted: number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

function summarize(
  seconds: number[],
  scope: UsualDuration['scope'],
): UsualDuration | undefined {
  if (seconds.length < MIN_SAMPLES) return undefined;
  const sorted = [...seconds].sort((a, b) => a - b);
  return {
    medianSeconds: quantile(sorted, 0.5),
    p90Seconds: quantile(sorted, 0.9),
    samples: sorted.length,
    scope,
  };
}

/**
 * What is usual for a cluster of this region and Kubernetes version: of clusters like it where there are enough, else of
 * its region, else of the whole fleet.
 */
export function usualDurations(
  samples: Sample[],
  of: { region: string | null; kubernetesVersion: string | null },
): UsualDurations {
  const result: UsualDurations = {};
  for (const stage of TIMELINE_STAGES) {
    const fleet = samples.filter(s => s.stage === stage);
    const region = fleet.filter(s => s.region === of.region);
    const alike = region.filter(
      s => s.kubernetes_version === of.kubernetesVersion,
    );
    const secondsOf = (some: Sample[]) => some.map(s => s.seconds);
    const usual =
      summarize(secondsOf(alike), 'regionAndVersion') ??
      summarize(secondsOf(region), 'region') ??
      summarize(secondsOf(fleet), 'fleet');
    if (usual) result[stage] = usual;
  }
  return result;
}

/** Answers what is usual from the database, and computes it at most once a minute for clusters that are alike. */
export class DurationReader {
  #samples?: Promise<Sample[]>;
  #computed = new Map<string, UsualDurations>();
  #until = 0;

  constructor(private readonly knex: Knex) {}

  async read(
    cluster: Pick<
      WorkerCluster,
      'region' | 'kubernetesVersion' | 'kubernetesVersionRequested'
    >,
  ): Promise<UsualDurations> {
    const now = Date.now();
    if (now > this.#until) {
      this.#until = now + CACHED_MS;
      this.#computed = new Map();
      this.#samples = this.#readSamples();
    }
    let samples: Sample[];
    try {
      samples = (await this.#samples) ?? [];
    } catch (error) {
      this.#until = 0;
      throw error;
    }
    const region = cluster.region ?? null;
    const kubernetesVersion =
      minorVersion(cluster.kubernetesVersion) ??
      minorVersion(cluster.kubernetesVersionRequested) ??
      null;
    const key = JSON.stringify([region, kubernetesVersion]);
    let usual = this.#computed.get(key);
    if (!usual) {
      usual = usualDurations(samples, { region, kubernetesVersion });
      this.#computed.set(key, usual);
    }
    return usual;
  }

  #readSamples(): Promise<Sample[]> {
    return this.knex('stage_durations')
      .orderBy('ended_at', 'desc')
      .limit(MAX_SAMPLES)
      .select('stage', 'region', 'kubernetes_version', 'seconds');
  }
}
