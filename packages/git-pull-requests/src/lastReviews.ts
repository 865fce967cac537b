/**
 * The last word of each reviewer.
 *
 * @param reviews - the oldest first; a comment is none
 * @internal
 */
export function lastReviews(
  reviews: Array<{
    login: string;
    state: 'approved' | 'changes' | 'withdrawn';
  }>,
): { approvedBy: string[]; changesRequestedBy: string[] } {
  const last = new Map(reviews.map(({ login, state }) => [login, state]));
  const whose = (wanted: string) =>
    [...last].filter(([, state]) => state === wanted).map(([login]) => login);
  return {
    approvedBy: whose('approved'),
    changesRequestedBy: whose('changes'),
  };
}
