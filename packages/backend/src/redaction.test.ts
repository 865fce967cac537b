import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfigSecretEnumerator } from '@backstage/backend-defaults/rootConfig';
import { WinstonLogger } from '@backstage/backend-defaults/rootLogger';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { parse } from 'yaml';

const ROOT = join(resolvePackagePath('backend'), '../..');
const MESSAGE = Symbol.for('message');

/** What stands in a shipped configuration itself; environment variables and files have values of their own. */
const literal = (text: string) => text.replace(/\$\{[^}]*\}/g, '\u0000');

function readConfig(file: string) {
  const drop = (value: any): any => {
    if (Array.isArray(value)) return value.map(drop);
    if (typeof value === 'string') return literal(value);
    if (value === null || typeof value !== 'object') return value;
    if ('$file' in value || '$env' in value) return '\u0000';
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, drop(each)]),
    );
  };
  return drop(parse(readFileSync(join(ROOT, file), 'utf8')));
}

/** The sources of what runs in the portal's backend, without tests. */
function sources(): Array<[path: string, text: string]> {
  const files = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap(entry => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        return entry.name.startsWith('__') ? [] : files(path);
      }
      return /\.tsx?$/.test(path) && !path.includes('.test.') ? [path] : [];
    });
  return [
    ...readdirSync(join(ROOT, 'plugins')).map(name => `plugins/${name}/src`),
    'packages/backend/src',
  ]
    .flatMap(files)
    .map(path => [path, readFileSync(join(ROOT, path), 'utf8')]);
}

describe("Backstage's redaction of secrets", () => {
  const shipped = [
    ...readdirSync(ROOT).filter(f => /^app-config.*\.yaml$/.test(f)),
    'packages/sandbox/app-config.yaml',
  ];

  it('leaves the texts of the portal as they are, with any shipped configuration', async () => {
    const secretsOf = await createConfigSecretEnumerator({
      logger: mockServices.logger.mock(),
      dir: ROOT,
    });
    const { add, format } = WinstonLogger.redacter();
    for (const file of shipped) {
      add(secretsOf(new ConfigReader(readConfig(file), file)));
    }
    const redacted = (text: string) =>
      (
        format.transform({ level: 'info', message: '', [MESSAGE]: text }) as any
      )[MESSAGE];
    const changed = sources().filter(([, text]) => redacted(text) !== text);
    expect(changed.map(([path]) => path)).toEqual([]);
    // Both are looked at: the sources, and the secrets.
    expect(sources().length).toBeGreaterThan(300);
    expect(redacted('the user portal-bot')).toBe('the user ***');
  }, 120_000);
});
