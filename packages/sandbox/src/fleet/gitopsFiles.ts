import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** What stands in the files where the repository's own address belongs. */
const PLACEHOLDER = 'https://git.example.org/platform/gitops.git';

const CLAIMS = 'crossplane/claims/';

/**
 * The files of the GitOps repository with which a sandbox starts: path → content.
 *
 * @param repoUrl - the repository's address as Argo CD sees it
 * @param claims - false: without any cluster
 */
export function readGitopsFiles(options: {
  repoUrl: string;
  claims: boolean;
}): Record<string, string> {
  const folder = gitopsFolder();
  const files: Record<string, string> = {};
  const walk = (path: string) => {
    for (const entry of readdirSync(join(folder, path), {
      withFileTypes: true,
    })) {
      const child = posix.join(path, entry.name);
      if (entry.isDirectory()) walk(child);
      else {
        files[child] = readFileSync(join(folder, child), 'utf8')
          .split(PLACEHOLDER)
          .join(options.repoUrl);
      }
    }
  };
  walk('');
  if (options.claims) return files;
  const rest = Object.entries(files).filter(([p]) => !p.startsWith(CLAIMS));
  // Git keeps no empty folder, and Argo CD wants one per environment.
  for (const environment of ['dev', 'staging', 'prod']) {
    rest.push([
      `${CLAIMS}${environment}/README.md`,
      `One file per worker cluster of the environment ${environment}.\n`,
    ]);
  }
  return Object.fromEntries(rest);
}

function gitopsFolder(): string {
  return join(
    dirname(require.resolve('@worker-clusters/sandbox/package.json')),
    'gitops',
  );
}
