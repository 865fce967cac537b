// Programs that a fresh portal is made with, run to their end.
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { yarn } from '../lib.mjs';

/** Runs a program and returns its output; rejects with its last lines if it fails. */
export function run(command, args, { input = '', ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: 'pipe' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', code => {
      if (code === 0) {
        resolve(output);
        return;
      }
      const last = output.trimEnd().split('\n').slice(-30).join('\n');
      reject(
        new Error(
          `${command} ${args.join(' ')} in ${
            options.cwd
          }: exit code ${code}\n${last}`,
        ),
      );
    });
    child.stdin.end(input);
  });
}

/** The environment of a portal's developer: `node` is this one, `yarn` the release of this repository. */
export function developerEnv(directory) {
  const bin = join(directory, 'bin');
  mkdirSync(bin, { recursive: true });
  const script = join(bin, 'yarn');
  writeFileSync(
    script,
    `#!/bin/sh\nexec "${process.execPath}" "${yarn}" "$@"\n`,
  );
  chmodSync(script, 0o755);
  const env = {
    ...process.env,
    PATH: [bin, join(process.execPath, '..'), process.env.PATH].join(delimiter),
    YARN_ENABLE_TELEMETRY: '0',
    npm_config_update_notifier: 'false',
    // `yarn start` opens none of its own.
    BROWSER: 'none',
  };
  // What `yarn` or `npm` set for this repository is not for the portal.
  delete env.NODE_OPTIONS;
  delete env.INIT_CWD;
  delete env.PROJECT_CWD;
  return env;
}
