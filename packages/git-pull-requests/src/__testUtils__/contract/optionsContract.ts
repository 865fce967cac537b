// Every host's own test file calls it: this one is none itself.
/* eslint-disable jest/no-export */
import type { ContractFixture } from './ContractFixture';

/** Labels, people and whatever else a host may lack or refuse without harm to the pull request. */
export function optionsContract(fixture: ContractFixture): void {
  const { openFor, has, reviewer } = fixture;
  describe('what goes beside a pull request', () => {
    /** The host took it without a word, or there is one warning and the pull request stands. */
    const cases: Array<
      [string, boolean, object, object, (warning: string) => boolean]
    > = [
      [
        'a draft',
        has.drafts,
        { draft: true },
        { draft: true },
        warning => /draft/i.test(warning),
      ],
      [
        'labels',
        has.labels,
        { labels: ['worker-cluster', 'urgent'] },
        { labels: ['worker-cluster', 'urgent'] },
        warning => /label/i.test(warning),
      ],
      [
        'reviewers',
        has.reviewers,
        { reviewers: [reviewer('ada'), reviewer('grace')] },
        { reviewers: ['ada', 'grace'] },
        warning => /review/i.test(warning),
      ],
      [
        'teams as reviewers',
        has.teamReviewers,
        { teamReviewers: [reviewer('platform-team')] },
        { teamReviewers: ['platform-team'] },
        warning => /team|group/i.test(warning),
      ],
      [
        'assignees',
        has.assignees,
        { assignees: ['ada'] },
        { assignees: ['ada'] },
        warning => /assign/i.test(warning),
      ],
      [
        'auto merge',
        has.autoMerge,
        { autoMerge: true },
        { autoMerge: true },
        warning => /merge/i.test(warning),
      ],
    ];

    it.each(cases.filter(([, supported]) => supported))(
      'passes %s on',
      async (_, __, options, expected) => {
        const { warnings } = await openFor('b', options);
        expect(warnings).toEqual([]);
        expect(fixture.host.memory.pullRequest(1)).toMatchObject({
          ...expected,
          state: 'open',
        });
      },
    );

    const lacking = cases.filter(([, supported]) => !supported);
    if (lacking.length) {
      it.each(lacking)(
        'warns that the host has none: %s',
        async (_, __, options, ___, aboutIt) => {
          const { warnings, number } = await openFor('b', options);
          expect(warnings).toHaveLength(1);
          expect(warnings.filter(aboutIt)).toHaveLength(1);
          expect(fixture.host.memory.pullRequest(number).state).toBe('open');
        },
      );
    }

    const refused: Array<[string, boolean, object, string]> = [
      [
        'an unknown label',
        has.labels && has.refusesUnknownLabels,
        { labels: ['worker-cluster', 'no-such-label'] },
        'no-such-label',
      ],
      [
        'an unknown reviewer',
        has.reviewers,
        { reviewers: [reviewer('nobody-here')] },
        `knows no user '${reviewer('nobody-here')}'`,
      ],
      [
        'an unknown team',
        has.teamReviewers,
        { teamReviewers: [reviewer('no-team')] },
        `knows no team '${reviewer('no-team')}'`,
      ],
      [
        'an unknown assignee',
        has.assignees,
        { assignees: ['nobody-here'] },
        "knows no user 'nobody-here'",
      ],
    ];
    const refusing = refused.filter(([, applies]) => applies);
    if (refusing.length) {
      it.each(refusing)(
        'opens the pull request all the same, and says which it was, for %s',
        async (_, __, options, name) => {
          const { warnings, number } = await openFor('b', options);
          expect(warnings).toEqual([expect.stringContaining(name)]);
          expect(warnings[0]).toContain(fixture.running.host);
          expect(fixture.host.memory.pullRequest(number).state).toBe('open');
        },
      );
    }
  });
}
