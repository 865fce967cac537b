import type {
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type {
  GitopsConfig,
  GitRepositoriesService,
  Policy,
  WorkerClustersService,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { PullRequestsConfig } from '../request/readPullRequestsConfig';

/** Services and configuration of the actions. @public */
export interface ActionServices {
  repositories: GitRepositoriesService;
  /** Undefined if the portal has no GitOps repository: the actions reject when they run. */
  gitops: GitopsConfig | undefined;
  policy: Policy;
  /** `workerClusters.requests.signingKeys` */
  signingKeys: readonly string[];
  pullRequests: PullRequestsConfig;
  catalog: CatalogService;
  fleet: WorkerClustersService;
  permissions: PermissionsService;
  userInfo: UserInfoService;
  /** `app.baseUrl` */
  appBaseUrl: string;
  /** Author of a commit that no user requested. */
  defaultAuthor: { name: string; email: string };
  /** `scaffolder.requireScmUserCredentials` */
  requireUserCredentials: boolean;
  /** Milliseconds after which a pull request is read once more before it counts as open; 3000 if not given. */
  confirmAfterMs?: number;
}
