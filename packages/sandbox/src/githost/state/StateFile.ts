import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { emptyState, HostState } from './model';

/**
 * The host's state in one JSON file. It is changed in memory and written whole, by way of a temporary file, so that a
 * crash leaves the old or the new one.
 */
export class StateFile {
  readonly state: HostState;
  #writing: Promise<void> | undefined;
  #waiting: Promise<void> | undefined;

  /** @throws Error that names the file, if it cannot be understood. */
  constructor(private readonly file: string) {
    this.state = existsSync(file) ? parseState(file) : emptyState();
  }

  nextId(): number {
    return this.state.nextId++;
  }

  /** Settles when all that has been changed so far is on the disk. Calls at the same time share one write. */
  save(): Promise<void> {
    if (!this.#writing) {
      this.#writing = this.#write();
      return this.#writing;
    }
    // What is being written may lack the latest change: one more write follows it.
    this.#waiting ??= this.#writing
      .catch(() => {})
      .then(() => {
        this.#waiting = undefined;
        this.#writing = this.#write();
        return this.#writing;
      });
    return this.#waiting;
  }

  async #write(): Promise<void> {
    const temporary = `${this.file}.new`;
    try {
      await writeFile(temporary, `${JSON.stringify(this.state, null, 1)}\n`, {
        mode: 0o600,
      });
      await rename(temporary, this.file);
    } finally {
      if (!this.#waiting) this.#writing = undefined;
    }
  }
}

function parseState(file: string): HostState {
  let state: HostState;
  try {
    state = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(
      `Cannot read ${file}: ${
        (error as Error).message
      }. Mend the file, or remove the folder that it is in to begin anew`,
    );
  }
  if (state?.version !== 1 || !Array.isArray(state.repositories)) {
    throw new Error(
      `${file} was written by another version of the sandbox: remove the folder that it is in to begin anew`,
    );
  }
  return state;
}
