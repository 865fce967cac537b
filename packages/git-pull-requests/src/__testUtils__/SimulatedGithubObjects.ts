import { AUTHORED_AT, type MemoryRepository } from './MemoryRepository';
import type { SimulatedAnswer } from './SimulatedHost';

/** GitHub's Git Data API and contents, one method for each call. */
export class SimulatedGithubObjects {
  /** Size of a file above which the contents API sends no content. */
  maxInlineBytes = 1024 * 1024;
  /** Trees that were made and that no commit has yet. */
  readonly #trees = new Map<string, Map<string, string>>();

  constructor(private readonly memory: MemoryRepository) {}

  ref(name: string, status = 200): SimulatedAnswer {
    const sha = this.memory.branches.get(name);
    if (!sha) return { status: 404, body: { message: 'Not Found' } };
    return {
      status,
      body: { ref: `refs/heads/${name}`, object: { type: 'commit', sha } },
    };
  }

  createRef({ ref, sha }: { ref: string; sha: string }): SimulatedAnswer {
    const name = ref.replace(/^refs\/heads\//, '');
    if (this.memory.branches.has(name)) {
      return { status: 422, body: { message: 'Reference already exists' } };
    }
    if (name === ref || !this.memory.commits.has(sha)) {
      return { status: 422, body: { message: 'Object does not exist' } };
    }
    this.memory.createBranch(name, sha);
    return this.ref(name, 201);
  }

  moveRef(
    name: string,
    { sha, force }: { sha: string; force: boolean },
  ): SimulatedAnswer {
    if (force !== false) {
      return { status: 422, body: { message: 'The portal never forces' } };
    }
    if (!this.memory.branches.has(name)) {
      return { status: 422, body: { message: 'Reference does not exist' } };
    }
    this.memory.moveBranch(name, sha);
    return this.ref(name);
  }

  deleteRef(name: string): SimulatedAnswer {
    if (!this.memory.branches.has(name)) {
      return { status: 422, body: { message: 'Reference does not exist' } };
    }
    this.memory.deleteBranch(name);
    return { status: 204 };
  }

  contents(path: string, ref: string): SimulatedAnswer {
    const content = this.memory.resolve(ref)?.files.get(path);
    if (content !== undefined) {
      const bytes = Buffer.from(content, 'utf8');
      const inline = bytes.length <= this.maxInlineBytes;
      return {
        body: {
          type: 'file',
          path,
          sha: this.memory.addBlob(content),
          size: bytes.length,
          encoding: inline ? 'base64' : 'none',
          // GitHub breaks the lines of base64.
          content: inline
            ? bytes.toString('base64').replace(/(.{60})/g, '$1\n')
            : '',
        },
      };
    }
    const entries = this.memory.folder(ref, path);
    if (!entries || !this.memory.resolve(ref)) {
      return { status: 404, body: { message: 'Not Found' } };
    }
    return { body: entries.slice(0, 1000) };
  }

  blob(sha: string): SimulatedAnswer {
    const content = this.memory.blob(sha);
    if (content === undefined) {
      return { status: 404, body: { message: 'Not Found' } };
    }
    return {
      body: {
        sha,
        encoding: 'base64',
        content: Buffer.from(content, 'utf8').toString('base64'),
      },
    };
  }

  /** A commit's, a branch's or a folder's tree; a folder's id is made up here: `<commit>:<folder>` in hex. */
  tree(id: string): SimulatedAnswer {
    const decoded = /^(?:[0-9a-f]{2}){21,}$/.test(id)
      ? Buffer.from(id, 'hex').toString('utf8')
      : id;
    const [ref, folder = ''] = decoded.split(':');
    const commit = this.memory.resolve(ref.replace(/^tree-/, ''));
    if (!commit) return { status: 404, body: { message: 'Not Found' } };
    const entries = this.memory.folder(commit.sha, folder) ?? [];
    return {
      body: {
        sha: id,
        truncated: false,
        tree: entries.map(({ path, type }) => ({
          path: path.split('/').pop(),
          type: type === 'dir' ? 'tree' : 'blob',
          sha:
            type === 'dir'
              ? Buffer.from(`${commit.sha}:${path}`).toString('hex')
              : this.memory.fileSha(commit.sha, path),
        })),
      },
    };
  }

  createTree(body: {
    base_tree: string;
    tree: Array<{ path: string; content?: string; sha?: null }>;
  }): SimulatedAnswer {
    const base = body.base_tree.replace(/^tree-/, '');
    for (const { path, sha } of body.tree) {
      if (sha === null && this.memory.fileSha(base, path) === undefined) {
        return { status: 422, body: { message: 'GitRPC::BadObjectState' } };
      }
    }
    const id = `new-tree-${this.#trees.size + 1}`;
    this.#trees.set(
      id,
      this.memory.changed(
        base,
        body.tree.map(({ path, content }) => ({ path, content })),
      ),
    );
    return { status: 201, body: { sha: id } };
  }

  commit(sha: string): SimulatedAnswer {
    const commit = this.memory.commits.get(sha);
    if (!commit) return { status: 404, body: { message: 'Not Found' } };
    const { message, author } = commit;
    return {
      body: {
        sha,
        tree: { sha: `tree-${sha}` },
        message,
        author: { ...author, date: AUTHORED_AT },
      },
    };
  }

  createCommit(body: {
    message: string;
    tree: string;
    parents: string[];
    author?: { name: string; email: string };
  }): SimulatedAnswer {
    const files = this.#trees.get(body.tree);
    if (!files) {
      return { status: 422, body: { message: 'Tree SHA does not exist' } };
    }
    const { sha } = this.memory.addCommit({
      parent: body.parents[0],
      message: body.message,
      ...(body.author ? { author: body.author } : {}),
      files,
    });
    return { status: 201, body: { sha, tree: { sha: `tree-${sha}` } } };
  }
}
