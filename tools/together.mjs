// The sandbox and the portal as one command: what the end of one means for the other.
import { join } from 'node:path';
import { keepRunning } from './programs.mjs';

/**
 * Runs the sandbox and the portal.
 *
 * - The sandbox ends by itself: it is started again with growing delays; the portal runs on and shows its clusters as
 *   unreachable. A sandbox that never became ready ends the command.
 * - The portal ends by itself: the sandbox is stopped, and the command ends with exit code 1.
 *
 * Each end is reported with its cause and the program's last lines.
 *
 * @param sandbox - `{argv, options}` of the program, which prints "sandbox ready"
 * @param portal - `{argv, options}` of the program
 * @param directory - of the state and the logs
 */
export function together({ sandbox, portal, directory, say, delays }) {
  const running = [];
  let stopping = false;

  async function stopAll(code) {
    if (stopping) return;
    stopping = true;
    if (running.length) say('Stopping');
    // The portal first: it should not see its clusters vanish.
    for (const program of running.reverse()) await program.stop();
    process.exit(code);
  }

  const run = (name, program) => {
    const started = keepRunning({
      name,
      logFile: join(directory, 'logs', `${name}.log`),
      say,
      delays,
      ...program,
    });
    running.push(started);
    return started;
  };

  return {
    get stopping() {
      return stopping;
    },
    stopAll,
    /** Resolves when the sandbox is ready. */
    async startSandbox() {
      let wasReady = false;
      const started = run('sandbox', {
        ...sandbox,
        isReady: line => line.includes('sandbox ready'),
        restart: true,
        meanwhile:
          'The portal runs on and shows its clusters as unreachable, with what it saw last.',
        onEnded: () => {
          if (!wasReady) {
            stopAll(1);
            return;
          }
          say(
            `The sandbox is not started again. The portal runs on without it. Read the lines above, end the portal with Ctrl-C and use npm start; if the state is damaged, delete ${directory} to begin anew.`,
          );
        },
      });
      await started.ready;
      wasReady = true;
    },
    startPortal() {
      run('portal', {
        ...portal,
        onEnded: () => {
          say(
            `The portal is not started again, and the sandbox is stopped with it. The state stays in ${directory}: npm start continues from there.`,
          );
          stopAll(1);
        },
      });
    },
  };
}
