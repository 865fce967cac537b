import { inPackage } from '../packageFolder';
import {
  PlatformAnswers,
  readFolder,
  renderPlatformRepository,
} from './platformRepository';

/** What stands in the sandbox's own files where the repository's address belongs. */
export const REPOSITORY_URL = 'https://git.example.org/platform/gitops.git';

const CLAIMS = /^crossplane\/claims\/[^/]+\/[^/]+\.yaml$/;

/** How the platform team of the sandbox has answered the template `platform-repository`. */
export function sandboxAnswers(repoUrl: string): PlatformAnswers {
  return {
    organisation: 'platform',
    repoName: 'gitops',
    gitUrl: repoUrl,
    domain: 'example.org',
    apiGroup: 'platform.example.org',
    environments: [
      { name: 'dev', awsAccountId: '111111111111' },
      { name: 'staging', awsAccountId: '111111111111' },
      {
        name: 'prod',
        awsAccountId: '111111111111',
        deletionProtection: true,
      },
    ],
    regions: ['eu-west-1', 'us-east-1'],
    managementRegion: 'eu-west-1',
    managementAccountId: '111111111111',
    managementCidrs: ['203.0.113.10/32'],
    ownerRef: 'group:default/platform',
    ownerTeam: 'platform',
    oidc: {
      issuer: 'https://login.example.org/realms/example',
      clientId: 'argocd',
      adminGroup: 'platform',
    },
    access: { ownerRolePrefix: 'team-', breakGlassRole: 'break-glass' },
    sampleClaims: false,
    crossplaneV1: true,
  };
}

/**
 * The files of the GitOps repository with which a sandbox starts: path → content. It is what the template
 * `platform-repository` makes, and on top of it the teams' claims and applications (`gitops/`).
 *
 * @param repoUrl - the repository's address as Argo CD sees it
 * @param claims - false: without any cluster
 */
export function readGitopsFiles(options: {
  repoUrl: string;
  claims: boolean;
}): Record<string, string> {
  const { repoUrl, claims } = options;
  const files = renderPlatformRepository(sandboxAnswers(repoUrl));
  for (const [path, text] of Object.entries(readFolder(inPackage('gitops')))) {
    if (claims || !CLAIMS.test(path)) {
      files[path] = text.replaceAll(REPOSITORY_URL, repoUrl);
    }
  }
  return files;
}
