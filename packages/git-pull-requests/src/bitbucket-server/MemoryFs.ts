import { posix } from 'node:path';

/**
 * The part of `fs.promises` that isomorphic-git needs, in memory: a commit leaves nothing on the portal's disk,
 * and needs none.
 *
 * @internal
 */
export class MemoryFs {
  readonly #files = new Map<string, Uint8Array>();
  readonly #folders = new Set<string>(['/']);

  readonly promises = {
    readFile: async (
      path: string,
      options?: string | { encoding?: string | null },
    ): Promise<Uint8Array | string> => {
      const content = this.#files.get(plain(path));
      if (!content) throw fault('ENOENT', path);
      const encoding =
        typeof options === 'string' ? options : options?.encoding;
      return encoding
        ? Buffer.from(content).toString(encoding as BufferEncoding)
        : content;
    },
    writeFile: async (path: string, data: Uint8Array | string) => {
      const folder = posix.dirname(plain(path));
      if (!this.#folders.has(folder)) throw fault('ENOENT', path);
      this.#files.set(
        plain(path),
        typeof data === 'string' ? Buffer.from(data, 'utf8') : data,
      );
    },
    unlink: async (path: string) => {
      if (!this.#files.delete(plain(path))) throw fault('ENOENT', path);
    },
    readdir: async (path: string): Promise<string[]> => {
      const folder = plain(path);
      if (!this.#folders.has(folder)) {
        throw fault(this.#files.has(folder) ? 'ENOTDIR' : 'ENOENT', path);
      }
      return this.#inside(folder);
    },
    mkdir: async (path: string) => {
      const folder = plain(path);
      if (this.#folders.has(folder)) throw fault('EEXIST', path);
      if (!this.#folders.has(posix.dirname(folder))) {
        throw fault('ENOENT', path);
      }
      this.#folders.add(folder);
    },
    rmdir: async (path: string) => {
      const folder = plain(path);
      if (!this.#folders.has(folder)) throw fault('ENOENT', path);
      if (this.#inside(folder).length) throw fault('ENOTEMPTY', path);
      this.#folders.delete(folder);
    },
    stat: async (path: string) => this.#stat(path),
    lstat: async (path: string) => this.#stat(path),
    // isomorphic-git looks for them, but a repository without files checked out has no links.
    readlink: async (path: string): Promise<string> => {
      throw fault('EINVAL', path);
    },
    symlink: async (_: string, path: string): Promise<void> => {
      throw fault('EPERM', path);
    },
  };

  #inside(folder: string): string[] {
    return [...this.#files.keys(), ...this.#folders]
      .filter(path => path !== '/' && posix.dirname(path) === folder)
      .map(path => posix.basename(path))
      .sort();
  }

  #stat(path: string) {
    const file = this.#files.get(plain(path));
    const folder = this.#folders.has(plain(path));
    if (!file && !folder) throw fault('ENOENT', path);
    return {
      type: file ? 'file' : 'dir',
      mode: file ? 0o100644 : 0o040000,
      size: file?.byteLength ?? 0,
      ino: 0,
      uid: 0,
      gid: 0,
      dev: 0,
      mtimeMs: 0,
      ctimeMs: 0,
      isFile: () => !!file,
      isDirectory: () => folder,
      isSymbolicLink: () => false,
    };
  }
}

function plain(path: string): string {
  return posix.resolve('/', path);
}

function fault(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
