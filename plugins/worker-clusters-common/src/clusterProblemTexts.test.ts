import type { ClusterProblemId } from './clusterProblems';
import {
  CLUSTER_PROBLEM_TEXTS,
  describeClusterProblem,
} from './clusterProblemTexts';

describe('describeClusterProblem', () => {
  it.each(Object.keys(CLUSTER_PROBLEM_TEXTS) as ClusterProblemId[])(
    'fills in every value of %s',
    id => {
      for (const count of [1, 2]) {
        const { title, remedy } = describeClusterProblem({
          id,
          count,
          version: '1.34',
        });
        expect(title).toMatch(/^[^{}]+$/);
        expect(remedy).toMatch(/^[^{}]+\.$/);
      }
    },
  );

  it('counts, and names the version', () => {
    const title = (over: Parameters<typeof describeClusterProblem>[0]) =>
      describeClusterProblem(over).title;
    expect(title({ id: 'applications-wrong', count: 1 })).toBe(
      '1 application needs attention',
    );
    expect(title({ id: 'applications-wrong', count: 12 })).toBe(
      '12 applications need attention',
    );
    expect(title({ id: 'argocd-unsupported', version: '3.1' })).toBe(
      'Argo CD 3.1 is not supported any more',
    );
  });
});
