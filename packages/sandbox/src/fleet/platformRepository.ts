import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import nunjucks from 'nunjucks';
import { inPackage } from '../packageFolder';

/** What the template `platform-repository` asks for and works out: the `values` of its files. */
export interface PlatformAnswers {
  /** Owner of the repository on the Git host. */
  organisation: string;
  repoName: string;
  /** What Argo CD clones. */
  gitUrl: string;
  /** For example `example.org`. */
  domain: string;
  /** API group of the claims, for example `platform.example.org`. */
  apiGroup: string;
  /** Each is a namespace `clusters-<name>`, a folder of claims, a list of applications, and an AWS account. */
  environments: Array<{
    name: string;
    awsAccountId: string;
    /** Its clusters are protected against deletion unless their claims say otherwise. */
    deletionProtection?: boolean;
  }>;
  regions: string[];
  managementRegion: string;
  /** AWS account of the management cluster. */
  managementAccountId: string;
  /** CIDRs from which Crossplane and the portal reach the API servers of the worker clusters. */
  managementCidrs: string[];
  /** Entity reference of the platform team. */
  ownerRef: string;
  /** The platform team on the Git host. */
  ownerTeam: string;
  /** One claim per environment to try everything with. */
  sampleClaims: boolean;
  /** With what people log in to each Argo CD; absent: nobody can. */
  oidc?: {
    issuer: string;
    /** Of a public client with PKCE. */
    clientId: string;
    /** Group of the platform team, as the identity provider names it. */
    adminGroup: string;
    /** What stands before an owner's name in the name of its group. */
    groupPrefix?: string;
  };
  /** EKS access entries of every cluster; absent: Crossplane alone gets in. */
  access?: {
    /** What stands before an owner's name in the name of its IAM role. */
    ownerRolePrefix?: string;
    /** Name of the IAM role that administers every cluster of an account. */
    breakGlassRole?: string;
  };
  /** Ingress controller, DNS and certificates in every cluster; absent: there are none. */
  ingress?: {
    /** Argo CD is at `argocd.<cluster>.<environment>.<domain>`. */
    domain: string;
    /** For Let's Encrypt. */
    email: string;
    internetFacing?: boolean;
  };
  /** A ClusterProfile of the Cluster Inventory API for each cluster; absent: none. */
  clusterProfiles?: boolean;
  /** XRD and Composition for claims of the Crossplane v1 API as well. */
  crossplaneV1: boolean;
}

/** Kept as they are: they have expressions of their own, in the same brackets. */
export const COPIED_WITHOUT_TEMPLATING = [
  '.github/workflows/',
  'docs/',
  'scripts/',
  'policies/',
];

/**
 * The files of a platform repository: path → content. It does what the template's steps `fetch:template` do, with the
 * same settings (`@backstage/plugin-scaffolder-backend`, SecureTemplater); a test compares the two.
 */
export function renderPlatformRepository(
  answers: PlatformAnswers,
): Record<string, string> {
  const files = renderFolder('skeleton', answers);
  if (answers.clusterProfiles) {
    Object.assign(files, renderFolder('cluster-profiles', answers));
  }
  if (answers.crossplaneV1) {
    Object.assign(files, renderFolder('crossplane-v1', answers));
  }
  answers.environments.forEach((environment, index) => {
    const values = { ...answers, environment, index };
    Object.assign(files, renderFolder('environment', values));
    if (answers.crossplaneV1) {
      Object.assign(files, renderFolder('crossplane-v1-environment', values));
    }
    if (answers.sampleClaims) {
      Object.assign(files, renderFolder('sample', values));
    }
  });
  return files;
}

/** Folder of the template: in this repository, or the copy that is packed with the package. */
function platformRepositoryFolder(): string {
  return existsSync(inPackage('src'))
    ? inPackage('../../templates/platform-repository')
    : inPackage('dist/software-templates/platform-repository');
}

/** All files below a folder, by their path in it. */
export function readFolder(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  const walk = (path: string) => {
    const entries = readdirSync(join(folder, path), { withFileTypes: true });
    for (const entry of entries) {
      const child = posix.join(path, entry.name);
      if (entry.isDirectory()) walk(child);
      else files[child] = readFileSync(join(folder, child), 'utf8');
    }
  };
  walk('');
  return files;
}

const environment = new nunjucks.Environment(null, {
  autoescape: false,
  tags: { variableStart: '${{', variableEnd: '}}' },
  throwOnUndefined: true,
});

function renderFolder(folder: string, values: object): Record<string, string> {
  const render = (text: string) => environment.renderString(text, { values });
  return Object.fromEntries(
    Object.entries(readFolder(join(platformRepositoryFolder(), folder))).map(
      ([name, text]) => {
        // A name that npm leaves out of packages is an expression in the packed copy.
        const path = render(name);
        return [
          path,
          COPIED_WITHOUT_TEMPLATING.some(prefix => path.startsWith(prefix))
            ? text
            : render(text),
        ];
      },
    ),
  );
}
