// Where Go is: it is often installed without a word on the PATH of programs that no login shell starts, such as the gate.
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where Go's own instructions, distributions and package managers put it; `~` is the user's folder. */
const USUAL_FOLDERS = [
  '/usr/local/go/bin',
  '~/go/bin',
  '~/.local/go/bin',
  '/usr/lib/go/bin',
  '/snap/bin',
  '/opt/homebrew/bin',
  '/usr/local/bin',
];

/** Whether a path is a program: no folder, such as a GOPATH that is called `go`. */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * The path of the `go` command, or undefined. The PATH is looked at first; then what GOROOT names, or, without it, the usual
 * folders: another Go would not run with a GOROOT that is wrong.
 * @param env variables of the environment
 * @param exists tells whether there is a program at a path
 */
export function findGo(env = process.env, exists = isProgram) {
  const home = env.HOME ?? homedir();
  return [
    ...(env.PATH ?? '').split(delimiter).filter(Boolean),
    ...(env.GOROOT ? [join(env.GOROOT, 'bin')] : USUAL_FOLDERS),
  ]
    .map(folder => join(folder.replace(/^~/, home), 'go'))
    .find(path => exists(path));
}
