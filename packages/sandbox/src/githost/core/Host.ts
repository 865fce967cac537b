import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { Git } from '../git/Git';
import { judgeMerge, Mergeability } from '../git/merging';
import { branchHead } from '../git/objects';
import { KeyedMutex } from '../state/KeyedMutex';
import type { PullRecord, RepositoryRecord } from '../state/model';
import type { StateFile } from '../state/StateFile';
import { TaskQueue } from './TaskQueue';
import type { Doer, Users } from './Users';

/** A branch that moved. `NO_COMMIT` stands for "not there". */
export interface BranchChange {
  branch: string;
  before: string;
  after: string;
}

export type PullAction =
  | 'opened'
  | 'edited'
  | 'closed'
  | 'reopened'
  | 'synchronized'
  | 'label_updated'
  | 'review_requested';

interface HostEvents {
  push: [repository: RepositoryRecord, change: BranchChange, doer: Doer];
  pull: [
    action: PullAction,
    repository: RepositoryRecord,
    pull: PullRecord,
    doer: Doer,
  ];
}

/** Results of merges that are kept; a pull request list asks for many. */
const KEPT_JUDGEMENTS = 1000;

/** What every part of the host works with. */
export class Host {
  /** `http://127.0.0.1:<port>`; set once the host listens. */
  url = '';
  readonly events = new EventEmitter<HostEvents>();
  /** What is done about deleted branches. */
  readonly deletions: TaskQueue;
  readonly #mutex = new KeyedMutex();
  readonly #judgements = new Map<string, Promise<Mergeability>>();
  /** Head commits by repository and branch, kept until the repository changes. */
  readonly #heads = new Map<string, Map<string, Promise<string | undefined>>>();

  constructor(
    private readonly directory: string,
    readonly file: StateFile,
    readonly users: Users,
    readonly log: (line: string) => void,
    queueMs: number,
  ) {
    this.deletions = new TaskQueue(queueMs, error =>
      log(`Git host: a task of the queue has failed: ${error}`),
    );
    this.events.setMaxListeners(0);
    // The first listener: the others read the new heads.
    this.events.on('push', ({ owner, name }) =>
      this.#heads.delete(keyOf(owner, name)),
    );
  }

  /** Folder with the hook that guards protected branches. */
  get hooks(): string {
    return join(this.directory, 'hooks');
  }

  directoryOf(owner: string, name: string): string {
    return join(
      this.directory,
      'repositories',
      owner.toLowerCase(),
      `${name.toLowerCase()}.git`,
    );
  }

  git(repository: RepositoryRecord): Git {
    return new Git(this.directoryOf(repository.owner, repository.name));
  }

  find(owner: string, name: string): RepositoryRecord | undefined {
    const wanted = keyOf(owner, name);
    return this.file.state.repositories.find(
      repository => keyOf(repository.owner, repository.name) === wanted,
    );
  }

  /**
   * Head commit of a branch, or undefined. Every Application of the fleet asks for it with each comparison, and starting `git`
   * blocks the process for milliseconds.
   */
  head(
    repository: RepositoryRecord,
    branch: string,
  ): Promise<string | undefined> {
    const key = keyOf(repository.owner, repository.name);
    const heads = this.#heads.get(key) ?? new Map();
    this.#heads.set(key, heads);
    let head = heads.get(branch);
    if (!head) {
      head = branchHead(this.git(repository), branch);
      head.catch(() => heads.delete(branch));
      heads.set(branch, head);
    }
    return head;
  }

  /** Runs what changes one repository, one after the other. */
  exclusively<T>(
    owner: string,
    name: string,
    act: () => Promise<T>,
  ): Promise<T> {
    const key = keyOf(owner, name);
    return this.#mutex.run(key, () =>
      // However it ended: a branch may have moved without a push being reported.
      act().finally(() => this.#heads.delete(key)),
    );
  }

  /** Whether head can be merged into base. Commits do not change, so neither does the answer. */
  judge(
    repository: RepositoryRecord,
    base: string,
    head: string,
  ): Promise<Mergeability> {
    const key = `${repository.id} ${base} ${head}`;
    let judgement = this.#judgements.get(key);
    if (!judgement) {
      judgement = judgeMerge(this.git(repository), base, head);
      judgement.catch(() => this.#judgements.delete(key));
      this.#judgements.set(key, judgement);
      if (this.#judgements.size > KEPT_JUDGEMENTS) {
        this.#judgements.delete(this.#judgements.keys().next().value!);
      }
    }
    return judgement;
  }

  /** Writes the state down, with the time of the change. */
  async saved(repository: RepositoryRecord): Promise<void> {
    repository.updatedAt = new Date().toISOString();
    await this.file.save();
  }
}

/** Owners and repositories are found whatever the case of their names is, as in Gitea. */
function keyOf(owner: string, name: string): string {
  return `${owner}/${name}`.toLowerCase();
}
