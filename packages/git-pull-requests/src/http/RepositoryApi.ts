import type { z } from 'zod/v4';
import type { Call, GitHttpClient } from './GitHttpClient';

/** @internal */
export interface RepositoryApiOptions {
  client: GitHttpClient;
  /** Path of the repository in the API; every call's path is relative to it. */
  path: string;
  /** Page of the repository. */
  url: string;
  /** Sent with every call. */
  headers?: Record<string, string>;
  /** Sent with the call that looks whether the repository is there. */
  query?: Record<string, string>;
  /** Not of a repository, but of the whole host: there is nothing that could be missing. */
  root?: boolean;
}

/**
 * The part of a host's API that belongs to one repository, its answers checked against a schema.
 *
 * @internal
 */
export class RepositoryApi {
  #exists = false;

  constructor(private readonly options: RepositoryApiOptions) {}

  /** Path of the repository in the API, for calls that do not go through here. */
  get path(): string {
    return this.options.path;
  }

  /** An answer that nobody reads. */
  async call(call: Call): Promise<void> {
    await this.options.client.request(this.#whole(call));
  }

  /** @throws ServiceUnavailableError if the answer is not of the schema's form. */
  async request<T extends z.ZodType>(
    schema: T,
    call: Call,
  ): Promise<z.infer<T>> {
    const answer = await this.options.client.request(this.#whole(call));
    this.#exists = true;
    return this.#checked(schema, call, answer);
  }

  /** Whether the host answers with 2xx rather than 404; but a repository that is not there is an error. */
  async exists(call: Call): Promise<boolean> {
    const found = await this.options.client.exists(this.#whole(call));
    if (!found && !this.#exists) await this.#assertExists();
    return found;
  }

  /** Undefined on 404; but a repository that is not there is an error, not an empty one. */
  async find<T extends z.ZodType>(
    schema: T,
    call: Call,
  ): Promise<z.infer<T> | undefined> {
    const answer = await this.options.client.find(this.#whole(call));
    if (answer !== undefined) {
      this.#exists = true;
      return this.#checked(schema, call, answer);
    }
    if (!this.#exists) await this.#assertExists();
    return undefined;
  }

  /** @throws NotFoundError if the repository itself is not there. */
  async #assertExists(): Promise<void> {
    const { url, query, root } = this.options;
    if (root) return;
    const doing = `reading the repository ${url}`;
    await this.call({ path: '', query, doing });
    this.#exists = true;
  }

  #whole(call: Call): Call {
    const { path, headers } = this.options;
    return {
      ...call,
      path: path + call.path,
      headers: { ...headers, ...call.headers },
    };
  }

  #checked<T extends z.ZodType>(
    schema: T,
    call: Call,
    answer: unknown,
  ): z.infer<T> {
    const result = schema.safeParse(answer);
    if (!result.success) throw this.options.client.unexpectedAnswer(call);
    return result.data;
  }
}
