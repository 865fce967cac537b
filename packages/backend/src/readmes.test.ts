import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';

const ROOT = join(resolvePackagePath('backend'), '../..');
const published = ['packages', 'plugins']
  .flatMap(folder =>
    readdirSync(join(ROOT, folder)).map(name => join(ROOT, folder, name)),
  )
  .filter(folder => existsSync(join(folder, 'package.json')))
  .map(folder => ({
    folder,
    manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  }))
  .filter(({ manifest }) => !manifest.private)
  .map(({ folder, manifest }) => ({
    name: manifest.name as string,
    role: manifest.backstage?.role as string | undefined,
    readme: readFileSync(join(folder, 'README.md'), 'utf8'),
    options: optionsOf(join(folder, 'config.d.ts')),
  }));

/** The options right below `workerClusters` in a schema. */
function optionsOf(path: string): string[] {
  if (!existsSync(path)) return [];
  const [, own = ''] = readFileSync(path, 'utf8').split(
    '\n  workerClusters?: {\n',
  );
  return [...own.matchAll(/^ {4}(\w+)\??:/gm)].map(([, name]) => name);
}

/** The folder of a portal to which a package of a role is added. */
const ADDED_TO: Record<string, string> = {
  'frontend-plugin': 'packages/app',
  'backend-plugin': 'packages/backend',
  'backend-plugin-module': 'packages/backend',
};

describe.each(published)('the README of $name', ({ name, role, readme }) => {
  it('begins with the name of the package', () => {
    expect(readme.split('\n')[0]).toBe(`# ${name}`);
  });

  it('says how to install it', () => {
    const [, install] = readme.split(/^## (?:Install|Installation)$/m);
    expect(install).toBeDefined();
    const folder = role && ADDED_TO[role];
    expect(install.split(/^## /m)[0]).toMatch(
      new RegExp(
        `^(yarn|npm)\\b.*${folder ?? ''}.* (add|install)\\b.* ${name}$`,
        'm',
      ),
    );
  });

  if (role?.startsWith('backend-plugin')) {
    it('says how to add it to the backend', () => {
      const code = readme.replace(/\s+/g, '').replaceAll(',)', ')');
      expect(code).toContain(`backend.add(import('${name}'))`);
    });
  }
});

describe('the READMEs of the published packages', () => {
  const all = published.map(({ readme }) => readme).join('\n');

  it('name every permission', () => {
    const source = 'plugins/worker-clusters-common/src/permissions.ts';
    const names = [
      ...readFileSync(join(ROOT, source), 'utf8').matchAll(
        /^\s+name: '(.+)'/gm,
      ),
    ].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter(name => !all.includes(`\`${name}\``))).toEqual([]);
  });

  it('name every option of workerClusters', () => {
    const options = [...new Set(published.flatMap(p => p.options))];
    expect(options.length).toBeGreaterThan(10);
    const named = (option: string) =>
      all.includes(`workerClusters.${option}`) ||
      new RegExp(`^workerClusters:\\n(?:  .*\\n)*?  ${option}:`, 'm').test(all);
    expect(options.filter(option => !named(option))).toEqual([]);
  });
});
