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
