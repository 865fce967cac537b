import { ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// `npm start` itself, with two small programs in place of the sandbox and the portal.
const TOGETHER = pathToFileURL(
  resolve(__dirname, '../../../tools/together.mjs'),
).href;

jest.setTimeout(30_000);

const program = (name: string, greeting: string, then = '') => `
  const { writeFileSync } = require('node:fs');
  writeFileSync(process.argv[1] + '/${name}.pid', String(process.pid));
  console.log('${name} last words');
  console.log('${greeting}');
  ${then}
  setInterval(() => {}, 1000);
`;

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function until(check: () => boolean) {
  for (let i = 0; i < 200; i++) {
    if (check()) return;
    await new Promise(r => setTimeout(r, 50));
  }
  throw new Error('It did not come about');
}

describe('npm start', () => {
  let folder: string;
  let command: ChildProcess;
  let output: string;
  let exit: Promise<number | null>;

  const pidOf = (name: string) =>
    Number(readFileSync(join(folder, `${name}.pid`), 'utf8'));

  async function start(sandboxThen = '') {
    output = '';
    const script = join(folder, 'command.mjs');
    writeFileSync(
      script,
      `
      import { together } from ${JSON.stringify(TOGETHER)};
      const directory = ${JSON.stringify(folder)};
      const code = text => ({ argv: ['-e', text, directory], options: {} });
      const programs = together({
        directory,
        say: text => console.log(text),
        delays: [100, 100],
        sandbox: code(${JSON.stringify(
          program('sandbox', 'sandbox ready', sandboxThen),
        )}),
        portal: code(${JSON.stringify(program('portal', 'portal started'))}),
      });
      process.on('SIGTERM', () => programs.stopAll(0));
      await programs.startSandbox();
      programs.startPortal();
      console.log('both run');
      `,
    );
    command = spawn(process.execPath, [script], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const note = (text: Buffer) => {
      output += text.toString();
    };
    command.stdout!.on('data', note);
    command.stderr!.on('data', note);
    exit = new Promise(done => command.on('close', done));
    await until(() => output.includes('both run'));
    await new Promise(r => setTimeout(r, 300));
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'together-'));
  });
  afterEach(async () => {
    command.kill('SIGTERM');
    await exit;
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts a killed sandbox again and leaves the portal alone', async () => {
    await start();
    const [sandbox, portal] = [pidOf('sandbox'), pidOf('portal')];
    process.kill(sandbox, 'SIGKILL');
    await until(() => output.includes('The sandbox runs again'));
    expect(output).toMatch(/The sandbox ended by itself \(signal SIGKILL/);
    expect(output).toContain('sandbox last words');
    expect(output).toContain('Starting the sandbox again in 0.1 s');
    expect(output).toContain('The portal runs on');
    expect(pidOf('portal')).toBe(portal);
    expect(isAlive(portal)).toBe(true);
    expect(pidOf('sandbox')).not.toBe(sandbox);
    expect(command.exitCode).toBeNull();
  });

  it('gives a sandbox up that keeps ending, and the portal runs on', async () => {
    await start("setTimeout(() => { throw new Error('no disk') }, 700);");
    await until(() => output.includes('The sandbox is not started again'));
    expect(output).toMatch(/The sandbox ended by itself \(exit code 1\)/);
    expect(output).toContain('Error: no disk');
    expect(output).toContain('attempt 2 of 2');
    expect(isAlive(pidOf('portal'))).toBe(true);
    expect(command.exitCode).toBeNull();
  });

  it('ends with exit code 1 when the portal is killed, after the sandbox', async () => {
    await start();
    process.kill(pidOf('portal'), 'SIGTERM');
    expect(await exit).toBe(1);
    expect(output).toMatch(/The portal ended by itself \(signal SIGTERM\)/);
    expect(output).toContain('portal last words');
    expect(output).toContain('npm start continues from there');
    expect(isAlive(pidOf('sandbox'))).toBe(false);
  });

  it('says nothing of an end that was wanted', async () => {
    await start();
    command.kill('SIGTERM');
    expect(await exit).toBe(0);
    expect(output).not.toContain('ended by itself');
    expect(isAlive(pidOf('sandbox'))).toBe(false);
    expect(isAlive(pidOf('portal'))).toBe(false);
  });
});
