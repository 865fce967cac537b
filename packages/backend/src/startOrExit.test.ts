import { spawn } from 'node:child_process';
import { join } from 'node:path';

const nodeTransform = require.resolve(
  '@backstage/cli/config/nodeTransform.cjs',
);

/** Runs a program that starts a backend and keeps a timer, as a backend that failed half-way does. */
async function run(start: string) {
  const child = spawn(
    process.execPath,
    [
      '--require',
      nodeTransform,
      '--eval',
      `const { startOrExit } = require(${JSON.stringify(
        join(__dirname, 'startOrExit.ts'),
      )});
       setTimeout(() => process.exit(42), 1_000);
       startOrExit({ start: ${start} });`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', text => (stderr += text));
  const code = await new Promise(resolve => child.on('close', resolve));
  return { code, stderr };
}

describe('startOrExit', () => {
  it('ends the process and says why the backend did not start', async () => {
    const { code, stderr } = await run(
      `async () => { throw new Error("Plugin 'auth' startup failed") }`,
    );
    expect(code).toBe(1);
    expect(stderr).toContain(
      "The portal did not start. Plugin 'auth' startup failed",
    );
  });

  it('leaves a backend that started running', async () => {
    expect((await run('async () => {}')).code).toBe(42);
  });
});
