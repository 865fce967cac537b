/** The few calls of Gitea's API with which people's pull requests are played. */
export class GiteaUser {
  constructor(
    private readonly options: {
      url: string;
      repository: string;
      token: string;
    },
  ) {}

  /** Opens a pull request with one commit; returns its number. Does nothing if the branch has one. */
  async openPullRequest(request: {
    branch: string;
    title: string;
    body: string;
    author: { name: string; email: string };
    changes: Array<{ path: string; content?: string; exists?: boolean }>;
  }): Promise<number> {
    const { branch, title, body, author, changes } = request;
    const open: any[] = await this.call('GET', '/pulls?state=all&limit=50');
    const known = open.find(pr => pr.head?.ref === branch);
    if (known) return known.number;
    const files = [];
    for (const { path, content, exists } of changes) {
      const sha = exists
        ? (await this.call('GET', `/contents/${path}?ref=main`)).sha
        : undefined;
      files.push({
        path,
        sha,
        operation: operationOf(content, exists),
        ...(content !== undefined && {
          content: Buffer.from(content).toString('base64'),
        }),
      });
    }
    await this.call('POST', '/contents', {
      branch: 'main',
      new_branch: branch,
      message: title,
      author,
      files,
    });
    const created = await this.call('POST', '/pulls', {
      head: branch,
      base: 'main',
      title,
      body,
    });
    return created.number;
  }

  async merge(number: number): Promise<void> {
    await this.call('POST', `/pulls/${number}/merge`, { Do: 'merge' });
  }

  async close(number: number): Promise<void> {
    await this.call('PATCH', `/pulls/${number}`, { state: 'closed' });
  }

  private async call(
    method: string,
    path: string,
    body?: object,
  ): Promise<any> {
    const { url, repository, token } = this.options;
    const response = await fetch(`${url}/api/v1/repos/${repository}${path}`, {
      method,
      headers: {
        authorization: `token ${token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(
        `The Git host answers ${
          response.status
        } to ${method} ${path}: ${text.slice(0, 200)}`,
      );
    }
    return text ? JSON.parse(text) : undefined;
  }
}

function operationOf(content: string | undefined, exists?: boolean): string {
  if (content === undefined) return 'delete';
  return exists ? 'update' : 'create';
}
