import { createHmac, randomUUID } from 'node:crypto';
import type { Host } from './core/Host';
import type { HookRecord, RepositoryRecord } from './state/model';
import { presentPull } from './api/present/pull';
import { presentPush } from './api/present/push';
import { presentRepository } from './api/present/repository';
import { presentDoer } from './api/present/user';

/** Waits before the second, third and last attempt. */
const BACK_OFF_MS = [1_000, 5_000, 20_000];
const TIMEOUT_MS = 5_000;
/** Deliveries that wait for a receiver that does not answer; the oldest are dropped beyond. */
const MAX_WAITING = 200;

interface Delivery {
  event: string;
  /** Being made; undefined if it cannot be. */
  body: Promise<string | undefined>;
}

/** Something that is told: the receiver that was configured, or a hook of a repository. */
type Receiver = Pick<HookRecord, 'url' | 'secret' | 'events'> & { id: string };

/** Tells receivers of pushes and pull requests, as Gitea does: in order, a few attempts each, then a line in the log. */
export class Webhooks {
  readonly #queues = new Map<string, Delivery[]>();
  readonly #closing = new AbortController();

  constructor(
    private readonly host: Host,
    private readonly options: {
      url?: string;
      secret?: string;
      backOffMs?: number[];
    },
  ) {
    host.events.on('push', (repository, change, doer) => {
      this.#notify(repository, 'push', () =>
        presentPush(host, repository, change, doer),
      );
    });
    host.events.on('pull', (action, repository, pull, doer) => {
      // As it is now: the pull request may have changed again when the receiver's turn comes.
      const snapshot = structuredClone(pull);
      this.#notify(repository, 'pull_request', async () => ({
        action,
        number: pull.number,
        pull_request: await presentPull(host, repository, snapshot),
        repository: presentRepository(host, repository),
        sender: presentDoer(host, doer),
        commit_id: '',
      }));
    });
  }

  close(): void {
    this.#closing.abort();
  }

  /** Takes a place in each queue at once: the order is that of the events, however long a payload takes to make. */
  #notify(
    repository: RepositoryRecord,
    event: string,
    makePayload: () => Promise<object>,
  ): void {
    const receivers = this.#receivers(repository).filter(
      receiver =>
        receiver.events.length === 0 || receiver.events.includes(event),
    );
    if (receivers.length === 0) return;
    const body = makePayload().then(JSON.stringify, error => {
      this.host.log(`webhook ${event} cannot be made: ${error}`);
      return undefined;
    });
    for (const receiver of receivers) this.#enqueue(receiver, { event, body });
  }

  #receivers(repository: RepositoryRecord): Receiver[] {
    const { url, secret } = this.options;
    return [
      ...(url ? [{ id: 'system', url, secret, events: [] }] : []),
      ...repository.hooks
        .filter(hook => hook.active)
        .map(hook => ({ ...hook, id: `${repository.id}/${hook.id}` })),
    ];
  }

  #enqueue(receiver: Receiver, delivery: Delivery): void {
    const queue = this.#queues.get(receiver.id);
    if (queue) {
      queue.push(delivery);
      if (queue.length > MAX_WAITING) queue.splice(1, 1);
    } else {
      this.#queues.set(receiver.id, [delivery]);
      void this.#drain(receiver);
    }
  }

  async #drain(receiver: Receiver): Promise<void> {
    const queue = this.#queues.get(receiver.id)!;
    while (queue.length > 0 && !this.#closing.signal.aborted) {
      const { event, body } = queue[0];
      const text = await body;
      if (text !== undefined) await this.#deliver(receiver, event, text);
      queue.shift();
    }
    this.#queues.delete(receiver.id);
  }

  async #deliver(
    receiver: Receiver,
    event: string,
    body: string,
  ): Promise<void> {
    const id = randomUUID();
    const waits = this.options.backOffMs ?? BACK_OFF_MS;
    let problem = '';
    for (let attempt = 0; attempt <= waits.length; attempt++) {
      if (attempt > 0) await this.#pause(waits[attempt - 1]);
      if (this.#closing.signal.aborted) return;
      try {
        const response = await fetch(receiver.url, {
          method: 'POST',
          headers: headersOf(event, id, body, receiver.secret),
          body,
          redirect: 'manual',
          signal: AbortSignal.any([
            this.#closing.signal,
            AbortSignal.timeout(TIMEOUT_MS),
          ]),
        });
        await response.body?.cancel();
        if (response.ok) return;
        problem = `it answers ${response.status}`;
      } catch (error) {
        const { message, cause } = error as Error & { cause?: Error };
        problem = cause?.message || message;
      }
    }
    if (this.#closing.signal.aborted) return;
    this.host.log(
      `webhook ${event} to ${originOf(receiver.url)} is given up: ${problem}`,
    );
  }

  #pause(milliseconds: number): Promise<void> {
    const { signal } = this.#closing;
    return new Promise(resolve => {
      const timer = setTimeout(done, milliseconds);
      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
      signal.addEventListener('abort', done);
    });
  }
}

/** Gitea's headers; the signature only with a secret. */
function headersOf(
  event: string,
  delivery: string,
  body: string,
  secret?: string,
): Record<string, string> {
  const signature =
    secret && createHmac('sha256', secret).update(body).digest('hex');
  return {
    'Content-Type': 'application/json',
    'X-Gitea-Delivery': delivery,
    'X-Gitea-Event': event,
    'X-Gitea-Event-Type': event,
    'X-GitHub-Delivery': delivery,
    'X-GitHub-Event': event,
    'X-GitHub-Event-Type': event,
    'X-Gogs-Delivery': delivery,
    'X-Gogs-Event': event,
    'X-Gogs-Event-Type': event,
    ...(signature && {
      'X-Gitea-Signature': signature,
      'X-Gogs-Signature': signature,
      'X-Hub-Signature-256': `sha256=${signature}`,
    }),
  };
}

/** Without path and query, which may carry a secret. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'a malformed URL';
}
