// Where Go is: it is often installed without a word on the PATH of programs that no login shell starts, such as the gate.
import { existsSync } from 'node:fs';
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

/**
 * The path of the `go` command, or undefined. The PATH is looked at first; then what GOROOT names, or, without it, the usual
 * folders.
 * @param env variables of the environment
 * @param exists tells whether there is a file at a path
 */
export function findGo(env = process.env, exists = existsSync) {
  const home = env.HOME ?? homedir();
  return [
    ...(env.PATH ?? '').split(delimiter).filter(Boolean),
    ...(env.GOROOT ? [join(env.GOROOT, 'bin')] : USUAL_FOLDERS),
  ]
    .map(folder => join(folder.replace(/^~/, home), 'go'))
    .find(path => exists(path));
}
