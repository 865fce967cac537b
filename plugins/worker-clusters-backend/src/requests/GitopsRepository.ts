import type { GitopsConfig } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { GitRepository } from '@worker-clusters/git-pull-requests';

/** The GitOps repository with the branch that the management Argo CD follows. */
export class GitopsRepository {
  #branch?: string;

  constructor(
    readonly git: GitRepository,
    readonly config: Pick<
      GitopsConfig,
      | 'branch'
      | 'claimsFolder'
      | 'compositionPath'
      | 'managementCluster'
      | 'xrdPath'
    >,
  ) {
    this.#branch = config.branch;
  }

  get claimsFolder(): string {
    return this.config.claimsFolder;
  }

  /** To which its claims belong. */
  get managementCluster(): string | undefined {
    return this.config.managementCluster;
  }

  /** The followed branch: as configured, else the repository's default branch, which is requested once. */
  async branch(): Promise<string> {
    this.#branch ??= await this.git.defaultBranch();
    return this.#branch;
  }

  /** Link to a file on the followed branch; undefined as long as the branch is not known. */
  fileUrl(path: string): string | undefined {
    return this.#branch && this.git.fileUrl(path, this.#branch);
  }
}
