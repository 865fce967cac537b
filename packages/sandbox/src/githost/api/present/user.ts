import type { Host } from '../../core/Host';
import type { Doer } from '../../core/Users';
import type { OwnerRecord } from '../../state/model';

/** Gitea's `User`. */
export function presentUser(host: Host, owner: OwnerRecord) {
  return {
    id: owner.id,
    login: owner.login,
    login_name: '',
    source_id: 0,
    full_name: owner.fullName,
    email: owner.email,
    avatar_url: '',
    html_url: `${host.url}/${owner.login}`,
    language: '',
    is_admin: owner.kind === 'user' && host.users.isAdmin(owner.login),
    last_login: owner.createdAt,
    created: owner.createdAt,
    restricted: false,
    active: true,
    prohibit_login: false,
    location: '',
    website: '',
    description: '',
    visibility: 'public',
    followers_count: 0,
    following_count: 0,
    starred_repos_count: 0,
    username: owner.login,
  };
}

/** Gitea's `Organization`. */
export function presentOrganization(owner: OwnerRecord) {
  return {
    id: owner.id,
    name: owner.login,
    full_name: owner.fullName,
    email: owner.email,
    avatar_url: '',
    description: '',
    website: '',
    location: '',
    visibility: 'public',
    repo_admin_change_team_access: true,
    username: owner.login,
  };
}

/** Gitea's `User` of a login; of somebody who is unknown meanwhile, no more than the login. */
export function presentLogin(host: Host, login: string) {
  const owner = host.users.find(login);
  return presentUser(
    host,
    owner ?? {
      id: -1,
      login,
      kind: 'user',
      fullName: '',
      email: '',
      createdAt: new Date(0).toISOString(),
    },
  );
}

export function presentDoer(host: Host, doer: Doer) {
  return presentLogin(host, doer.login);
}
