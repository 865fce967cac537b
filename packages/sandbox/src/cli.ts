/* eslint-disable no-console */
import { setFlagsFromString } from 'node:v8';
import { readOptions, SettingError } from './config';
import { startSandbox } from './sandbox';

/** The command: serves until it is told to stop. */
async function main(): Promise<void> {
  // A laptop runs this beside the portal: memory counts more than the speed of the garbage collection.
  setFlagsFromString('--max-semi-space-size=1');
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--optimize-for-size');
  const options = readOptions(process.argv.slice(2), process.env);
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
    `sandbox ready: management cluster ${sandbox.managementUrl}, Git host ${sandbox.gitUrl}, controls ${sandbox.adminUrl}`,
  );
}

main().catch(error => {
  console.error(
    error instanceof SettingError
      ? error.message
      : `The sandbox cannot start: ${error.stack ?? error}`,
  );
  process.exit(1);
});
