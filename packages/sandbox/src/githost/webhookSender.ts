import { randomUUID } from 'node:crypto';
import type { PullRequest, RepositoryState } from './state';
import type { GitHostUser } from './types';

const ATTEMPTS = 3;
const TIMEOUT_MS = 5_000;

/** Tells a URL of what happens, as Gitea's webhooks do. */
export class WebhookSender {
  constructor(
    private readonly options: { url?: string; baseUrl: () => string; log: (text: string) => void },
  ) {}

  push(repository: RepositoryState, branch: string, commit: string, by: GitHostUser) {
    this.#send('push', {
      ref: `refs/heads/${branch}`,
      after: commit,
      repository: this.#repository(repository),
      pusher: { login: by.login },
      sender: { login: by.login },
    });
  }

  pullRequest(action: string, repository: RepositoryState, pull: PullRequest, by: GitHostUser) {
    this.#send('pull_request', {
      action,
      number: pull.number,
      pull_request: {
        number: pull.number,
        title: pull.title,
        state: pull.state,
        merged: pull.merged,
        html_url: `${this.options.baseUrl()}/${repository.owner}/${repository.name}/pulls/${pull.number}`,
        head: { ref: pull.head, sha: pull.headSha },
        base: { ref: pull.base },
      },
      repository: this.#repository(repository),
      sender: { login: by.login },
    });
  }

  #repository({ id, owner, name }: RepositoryState) {
    return { id, name, full_name: `${owner}/${name}`, html_url: `${this.options.baseUrl()}/${owner}/${name}`, owner: { login: owner } };
  }

  async #send(event: string, payload: object) {
    const { url, log } = this.options;
    if (!url) return;
    const delivery = randomUUID();
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        const response = await fetch(url, {
          method: 'POST',
          redirect: 'error',
          signal: AbortSignal.timeout(TIMEOUT_MS),
          headers: { 'Content-Type': 'application/json', 'X-Gitea-Event': event, 'X-Gitea-Event-Type': event, 'X-Gitea-Delivery': delivery },
          body: JSON.stringify(payload),
        });
        if (response.ok) return;
        if (attempt === ATTEMPTS) log(`webhook ${event} to ${url}: ${response.status}`);
      } catch (error) {
        if (attempt === ATTEMPTS) log(`webhook ${event} to ${url}: ${(error as Error).message}`);
      }
      await new Promise(resolve => setTimeout(resolve, 500 * attempt).unref());
    }
  }
}
