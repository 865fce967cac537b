import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';

const ROOT = join(
  resolvePackagePath('@worker-clusters/real-peers'),
  '../../..',
);

/** Path of data beside the project that real programs said, such as `real/crds`; undefined where it is not there. */
export function sharedFolder(path: string): string | undefined {
  const folder = join(ROOT, 'shared', path);
  return existsSync(folder) ? folder : undefined;
}
