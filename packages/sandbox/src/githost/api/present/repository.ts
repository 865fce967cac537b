import type { Host } from '../../core/Host';
import { openPulls } from '../../core/pullBranches';
import type {
  LabelRecord,
  OwnerRecord,
  RepositoryRecord,
} from '../../state/model';
import { presentLogin } from './user';

/** Gitea's `Repository`. Users of the sandbox may push to every repository. */
export function presentRepository(host: Host, repository: RepositoryRecord) {
  const fullName = `${repository.owner}/${repository.name}`;
  const page = `${host.url}/${fullName}`;
  return {
    id: repository.id,
    owner: presentLogin(host, repository.owner),
    name: repository.name,
    full_name: fullName,
    description: repository.description,
    empty: repository.empty,
    private: repository.private,
    fork: false,
    template: false,
    parent: null,
    mirror: false,
    size: 0,
    language: '',
    languages_url: `${host.url}/api/v1/repos/${fullName}/languages`,
    html_url: page,
    url: `${host.url}/api/v1/repos/${fullName}`,
    link: '',
    ssh_url: '',
    clone_url: `${page}.git`,
    original_url: '',
    website: '',
    stars_count: 0,
    forks_count: 0,
    watchers_count: 0,
    open_issues_count: 0,
    open_pr_counter: openPulls(repository).length,
    release_counter: 0,
    default_branch: repository.defaultBranch,
    archived: false,
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
    archived_at: '1970-01-01T00:00:00Z',
    permissions: { admin: true, push: true, pull: true },
    has_code: true,
    has_issues: false,
    has_wiki: false,
    has_pull_requests: true,
    has_projects: false,
    has_releases: false,
    has_packages: false,
    has_actions: false,
    ignore_whitespace_conflicts: false,
    allow_merge_commits: true,
    allow_rebase: true,
    allow_rebase_explicit: false,
    allow_squash_merge: true,
    allow_fast_forward_only_merge: false,
    allow_rebase_update: false,
    default_delete_branch_after_merge: false,
    default_merge_style: 'merge',
    default_allow_maintainer_edit: false,
    avatar_url: '',
    internal: false,
    mirror_interval: '',
    object_format_name: 'sha1',
    topics: [],
    licenses: null,
  };
}

/** Gitea's `Label`, of a repository. */
export function presentLabel(
  host: Host,
  repository: RepositoryRecord,
  label: LabelRecord,
) {
  const path = `repos/${repository.owner}/${repository.name}`;
  return presentLabelOf(host, path, label);
}

/** Gitea's `Label`, of an organization. */
export function presentOrganizationLabel(
  host: Host,
  owner: OwnerRecord,
  label: LabelRecord,
) {
  return presentLabelOf(host, `orgs/${owner.login}`, label);
}

function presentLabelOf(host: Host, path: string, label: LabelRecord) {
  return {
    id: label.id,
    name: label.name,
    exclusive: false,
    is_archived: false,
    color: label.color,
    description: label.description,
    url: `${host.url}/api/v1/${path}/labels/${label.id}`,
  };
}
