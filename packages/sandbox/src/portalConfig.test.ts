import { existsSync } from 'node:fs';
import { parse } from 'yaml';
import { portalConfig } from './portalConfig';

it('joins a portal to the ports of the sandbox and to its catalog', () => {
  const text = portalConfig({ managementPort: 7110, gitPort: 7120 });
  expect(text).not.toContain('${');
  const { workerClusters, integrations, catalog } = parse(text);
  expect(workerClusters.managementClusters[0].url).toBe(
    'https://127.0.0.1:7110',
  );
  expect(workerClusters.gitops.repoUrl).toBe(
    '127.0.0.1:7120?owner=platform&repo=gitops',
  );
  expect(integrations.gitea[0]).toMatchObject({
    host: '127.0.0.1:7120',
    baseUrl: 'http://127.0.0.1:7120',
  });
  expect(catalog.locations).toHaveLength(2);
  for (const { target } of catalog.locations) {
    expect([target, existsSync(target)]).toEqual([target, true]);
  }
});

it('keeps a path as it is, whatever is in it', () => {
  const folder = `/tmp/it's: "a" #folder \\ with \n$\{HOME}`;
  const { catalog } = parse(
    portalConfig({ managementPort: 1, gitPort: 2, catalog: folder }),
  );
  expect(catalog.locations[0].target).toBe(
    `/tmp/it's: "a" #folder \\ with \n$$\{HOME}/org.yaml`,
  );
});
