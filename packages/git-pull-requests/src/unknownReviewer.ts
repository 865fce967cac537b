import type { UnknownReviewer } from './GitRepository';

/**
 * Says that a host does not know a reviewer or a team.
 *
 * @param repositoryUrl - page of the repository
 * @param what - how this host names people and teams, for example `by the team's short name`
 * @internal
 */
export function unknownReviewer(
  kind: UnknownReviewer['kind'],
  name: string,
  repositoryUrl: string,
  what?: string,
): UnknownReviewer {
  const { host } = new URL(repositoryUrl);
  const noun = kind === 'team' ? 'team' : 'user';
  return {
    kind,
    name,
    message: `The Git host ${host} knows no ${noun} '${name}' with access to ${repositoryUrl}: check the name${
      what ? ` (${what})` : ''
    }, or give that ${noun} access to the repository.`,
  };
}

/**
 * Says that a type of host has no teams as reviewers.
 *
 * @param type - name of the product, for example `GitLab`
 * @internal
 */
export function noTeams(names: string[], type: string): UnknownReviewer[] {
  return names.map(name => ({
    kind: 'team' as const,
    name,
    message: `${type} has no teams as reviewers: name people instead of the team '${name}'.`,
  }));
}

/**
 * Collects who is unknown, one look-up after the other: hosts limit concurrent calls of one account. A look-up that the
 * account has no right to does not hide what the others find.
 *
 * @throws NotAllowedError if a look-up was refused and the others found nobody unknown
 * @internal
 */
export async function collectUnknown(
  lookUps: Array<() => Promise<UnknownReviewer[]>>,
): Promise<UnknownReviewer[]> {
  const unknown: UnknownReviewer[] = [];
  let refusal: unknown;
  for (const lookUp of lookUps) {
    try {
      unknown.push(...(await lookUp()));
    } catch (error) {
      if ((error as Error).name !== 'NotAllowedError') throw error;
      refusal ??= error;
    }
  }
  if (refusal && unknown.length === 0) throw refusal;
  return unknown;
}
