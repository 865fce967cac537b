import type { ClusterProblem } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Translate } from '../../translations';
import type { Format } from '../../translations/format';
import type { ClusterSummary } from './summary';

/** Some titles take a count or a version, others do not: what a union of keys cannot say. */
type TranslateWithValues = (
  key: string,
  values: { count: number; version: string },
) => string;

/** What a problem is called. */
export const problemTitle = (
  t: Translate,
  { id, count = 1, version = '' }: ClusterProblem,
) =>
  (t as unknown as TranslateWithValues)(`overview.problems.${id}.title`, {
    count,
    version,
  });

/** What to do about a problem. */
export const problemRemedy = (t: Translate, { id }: ClusterProblem) =>
  t(`overview.problems.${id}.remedy`);

/** The sentence that {@link ClusterSummary} stands for. `now` is in milliseconds. */
export function summaryText(
  summary: ClusterSummary,
  t: Translate,
  format: Format,
  now: number,
): string {
  switch (summary.kind) {
    case 'problem': {
      const title = problemTitle(t, summary.problem);
      return summary.more > 0
        ? `${title}, ${t('overview.summary.more', { count: summary.more })}.`
        : `${title}.`;
    }
    case 'phase':
      return t(
        `overview.summary.phase.${summary.phase}` as 'overview.summary.phase.merged',
      );
    case 'pending':
      return t('overview.summary.pending', {
        count: summary.count,
        age: format.age(summary.checkedAt, now),
      });
    default:
      return t(
        summary.empty ? 'overview.summary.goodEmpty' : 'overview.summary.good',
        { age: format.age(summary.checkedAt, now) },
      );
  }
}
