import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The template's folder with what every platform repository gets. */
export const SKELETON = join(
  dirname(require.resolve('@worker-clusters/sandbox/package.json')),
  '../../templates/platform-repository/skeleton',
);

/** Its files as they are written, before they are rendered: path → content. */
export function skeletonFiles(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(SKELETON, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => {
        const path = join(entry.parentPath, entry.name);
        return [
          path.slice(SKELETON.length + 1).replaceAll('\\', '/'),
          readFileSync(path, 'utf8'),
        ];
      }),
  );
}
