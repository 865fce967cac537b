/* eslint-disable no-console */
import { setFlagsFromString } from 'node:v8';
import { Command } from 'commander';
import { version } from '../package.json';
import { commandOptions, SettingError, toSandboxOptions } from './config';
import type { CommandFlags, SandboxOptions } from './config';
import { startSandbox } from './sandbox';

/** Runs the command `worker-clusters-sandbox`, which serves until it is told to stop. Exit code 1: it cannot start. */
export async function main(argv: string[]): Promise<void> {
  await createCommand().action(run).parseAsync(argv);
}

/** The command line, without what it does. */
export function createCommand(): Command {
  const command = new Command('worker-clusters-sandbox')
    .description(
      'Plays a management cluster, worker clusters and a Git host on loopback, for a portal with Worker Clusters for Backstage.',
    )
    .version(version)
    .allowExcessArguments(false)
    .showHelpAfterError();
  for (const option of commandOptions()) command.addOption(option);
  return command;
}

async function run(flags: CommandFlags): Promise<void> {
  // A laptop runs this beside the portal: memory counts more than the speed of the garbage collection.
  setFlagsFromString('--max-semi-space-size=1');
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--optimize-for-size');
  try {
    await serve(toSandboxOptions(flags));
  } catch (error) {
    console.error(
      error instanceof SettingError
        ? error.message
        : `The sandbox cannot start: ${(error as Error).stack ?? error}`,
    );
    process.exit(1);
  }
}

async function serve(options: SandboxOptions): Promise<void> {
  const sandbox = await startSandbox({
    ...options,
    log: line => console.log(line),
  });
  const stop = () => {
    console.log('stopping');
    sandbox.close().then(
      () => process.exit(0),
      error => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  console.log(`${sandbox.workers().length} worker clusters`);
  console.log(`kubeconfigs in ${options.directory}/kubeconfigs`);
  console.log(
    `configuration that joins a portal to it: --config ${sandbox.portalConfigFile}`,
  );
  console.log(
    `sandbox ready: management cluster ${sandbox.managementUrl}, Git host ${sandbox.gitUrl}, controls ${sandbox.adminUrl}`,
  );
}
