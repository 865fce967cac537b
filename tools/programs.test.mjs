import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './lib.mjs';

const exists = pid => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

for (const [how, end] of [
  ['an error of its own', "throw new Error('unexpected');"],
  ['an exit', 'process.exit(1);'],
]) {
  test(`a process that ends by ${how} leaves no program behind`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'programs-'));
    try {
      // The program starts another one, as a package manager does.
      const program = `
        const { spawn } = require('child_process');
        const { pid } = spawn('sleep', ['600']);
        console.log('pids ' + process.pid + ' ' + pid);`;
      const script = `
        import { startLogged } from ${JSON.stringify(
          join(root, 'tools', 'programs.mjs'),
        )};
        startLogged(['-e', ${JSON.stringify(program)}], {
          logFile: 'log',
          onLine: line => {
            process.stdout.write(line);
            ${end}
          },
        });`;
      const { stdout, status } = spawnSync(
        process.execPath,
        ['--input-type=module', '-e', script],
        { cwd: folder, encoding: 'utf8', timeout: 30_000 },
      );
      assert.notEqual(status, 0);
      const pids = stdout.match(/\d+/g)?.map(Number);
      assert.equal(pids?.length, 2, readFileSync(join(folder, 'log'), 'utf8'));
      const deadline = Date.now() + 5_000;
      while (pids.some(exists) && Date.now() < deadline) {
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      assert.deepEqual(pids.filter(exists), []);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
