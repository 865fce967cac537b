import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compiledFile } from './compile';

jest.setTimeout(60_000);

describe('compiledFile', () => {
  it('makes a program that needs no TypeScript loader', () => {
    const file = compiledFile('backend/main.ts');
    expect(readFileSync(file, 'utf8')).toContain('require("@backstage/');
    const entry = execFileSync(
      process.execPath,
      [
        '-p',
        `require.resolve('@worker-clusters/backstage-plugin-worker-clusters-backend')`,
      ],
      { cwd: dirname(file), encoding: 'utf8' },
    ).trim();
    expect(entry).toMatch(/\.cache\/bench\/.*\/src\/index\.js$/);
    const thread = join(dirname(entry), 'observe', 'parse', 'parseThread.js');
    expect(existsSync(thread)).toBe(true);
  });
});
