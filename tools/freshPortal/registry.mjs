// An npm registry on loopback that has the packed packages of this repository, and nothing else: `yarn add` finds them as it
// would find the published ones.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/**
 * Serves tarballs.
 *
 * @param packages - `{ manifest, tarball }` of each package: its package.json as it is packed, and the path of its tarball
 * @returns `url` and `close()`
 */
export async function serveRegistry(packages, port) {
  const byName = new Map(packages.map(p => [p.manifest.name, p]));
  const server = createServer((request, response) => {
    // A busy Yarn would find a connection that it kept closed, and fail (EPIPE).
    response.setHeader('connection', 'close');
    const path = decodeURIComponent(request.url).slice(1);
    const tarball = byName.get(path.replace(/\/-\/package\.tgz$/, ''));
    if (!tarball) {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: `no package ${path}` }));
      return;
    }
    const bytes = readFileSync(tarball.tarball);
    if (path.endsWith('/-/package.tgz')) {
      response.end(bytes);
      return;
    }
    const { name, version } = tarball.manifest;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        name,
        'dist-tags': { latest: version },
        versions: {
          [version]: {
            ...tarball.manifest,
            dist: {
              tarball: `${url}/${name}/-/package.tgz`,
              integrity: `sha512-${createHash('sha512')
                .update(bytes)
                .digest('base64')}`,
              shasum: createHash('sha1').update(bytes).digest('hex'),
            },
          },
        },
      }),
    );
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    close: () =>
      new Promise(resolve => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
