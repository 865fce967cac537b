import { createHash } from 'node:crypto';

/**
 * Git's own id of a file's content, for hosts whose API does not tell it.
 *
 * @internal
 */
export function gitBlobSha(content: string): string {
  const bytes = Buffer.from(content, 'utf8');
  return createHash('sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}
