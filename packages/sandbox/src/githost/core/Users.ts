import { createHash } from 'node:crypto';
import { ApiError, unprocessable } from '../errors';
import { isOwnerName } from '../names';
import type { OwnerRecord } from '../state/model';
import type { StateFile } from '../state/StateFile';
import type { GitHostUser } from '../types';

/** Somebody who acts on the host. */
export interface Doer {
  login: string;
  name: string;
  email: string;
  admin: boolean;
}

/** Who acts on the pages if no user is an administrator: the pages have no sign-in. */
const PAGE_USER: Omit<GitHostUser, 'token'> = {
  login: 'platform-engineer',
  fullName: 'Platform Engineer',
  email: 'platform-engineer@example.org',
  admin: true,
};

/** Users and organisations. Users come with each start, organisations are remembered. */
export class Users {
  readonly #byToken = new Map<string, GitHostUser>();
  readonly #users = new Map<string, Omit<GitHostUser, 'token'>>();
  /** Who acts on the pages. */
  readonly pageUser: Doer;

  constructor(private readonly file: StateFile, users: GitHostUser[]) {
    for (const user of users) {
      if (!isOwnerName(user.login)) {
        throw new Error(
          `'${user.login}' cannot be a user of the Git host: use letters, digits, '-', '_' and '.'`,
        );
      }
      this.#byToken.set(digest(user.token), user);
      this.#users.set(user.login.toLowerCase(), user);
      this.#remember(user.login, 'user', user.fullName, user.email);
    }
    const engineer = users.find(user => user.admin) ?? PAGE_USER;
    if (!this.#users.has(engineer.login.toLowerCase())) {
      this.#users.set(engineer.login.toLowerCase(), engineer);
      this.#remember(engineer.login, 'user', engineer.fullName, engineer.email);
    }
    this.pageUser = { ...toDoer(engineer), admin: true };
  }

  /** Looked up by a digest, so that the time it takes says nothing about a token. */
  byToken(token: string): Doer | undefined {
    const user = this.#byToken.get(digest(token));
    return user && toDoer(user);
  }

  find(login: string): OwnerRecord | undefined {
    return this.file.state.owners.find(
      owner => owner.login.toLowerCase() === login.toLowerCase(),
    );
  }

  isAdmin(login: string): boolean {
    return this.#users.get(login.toLowerCase())?.admin ?? false;
  }

  doer(login: string): Doer {
    const user = this.#users.get(login.toLowerCase());
    if (user) return toDoer(user);
    const owner = this.find(login);
    return {
      login,
      name: owner?.fullName || login,
      email: owner?.email ?? '',
      admin: false,
    };
  }

  list(kind: OwnerRecord['kind']): OwnerRecord[] {
    return this.file.state.owners.filter(owner => owner.kind === kind);
  }

  /**
   * @throws ApiError 422 if the name is taken or malformed.
   */
  createOrganization(login: string, fullName: string): OwnerRecord {
    if (!isOwnerName(login)) {
      throw unprocessable(`name is invalid [${String(login).slice(0, 50)}]`);
    }
    if (this.find(login)) {
      throw new ApiError(422, `user already exists [name: ${login}]`);
    }
    return this.#remember(login, 'organization', fullName, '');
  }

  #remember(
    login: string,
    kind: OwnerRecord['kind'],
    fullName: string,
    email: string,
  ): OwnerRecord {
    const known = this.find(login);
    if (known) return Object.assign(known, { login, kind, fullName, email });
    const record: OwnerRecord = {
      id: this.file.nextId(),
      login,
      kind,
      fullName,
      email,
      createdAt: new Date().toISOString(),
    };
    this.file.state.owners.push(record);
    return record;
  }
}

function toDoer(user: Omit<GitHostUser, 'token'>): Doer {
  return {
    login: user.login,
    name: user.fullName || user.login,
    email: user.email,
    admin: user.admin ?? false,
  };
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
