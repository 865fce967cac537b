import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

it('has the Crossplane v1 files that its v2 files make', () => {
  const tool = join(__dirname, '../../../tools/composition-v1.mjs');
  expect(() =>
    execFileSync(process.execPath, [tool, '--check'], { stdio: 'pipe' }),
  ).not.toThrow();
});
