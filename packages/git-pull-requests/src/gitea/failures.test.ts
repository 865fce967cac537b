import { gitFailureContract } from '../__testUtils__/gitFailureContract';
import {
  PORTAL_LOGIN,
  PORTAL_TOKEN,
  SimulatedAnswer,
  SimulatedHost,
  SimulatedRequest,
} from '../__testUtils__/SimulatedHost';
import { giteaProvider } from './giteaProvider';

/** Knows one branch and nothing else: what Gitea does soundly is tested against the sandbox's host. */
class OneBranchGitea extends SimulatedHost {
  protected integrations(host: string) {
    return {
      gitea: [
        {
          host,
          baseUrl: `http://${host}`,
          username: PORTAL_LOGIN,
          password: PORTAL_TOKEN,
        },
      ],
    };
  }

  protected location(host: string) {
    return { host, owner: 'platform', repo: 'gitops' };
  }

  protected loginOf() {
    return PORTAL_LOGIN;
  }

  protected unauthorized(): SimulatedAnswer {
    return { status: 401 };
  }

  /** Gitea has no limits; the proxy before it may. */
  protected rateLimited(resets: Date): SimulatedAnswer {
    return {
      status: 429,
      headers: { 'Retry-After': resets.toUTCString() },
      body: '<html>429 Too Many Requests</html>',
    };
  }

  protected refusal(): SimulatedAnswer {
    return { status: 422 };
  }

  protected handle({ path }: SimulatedRequest): SimulatedAnswer {
    return path.endsWith('/platform/gitops/branches/main')
      ? { body: { name: 'main', commit: { id: 'c0ffee' } } }
      : { status: 404, body: { message: 'Not Found' } };
  }
}

gitFailureContract(giteaProvider, () => new OneBranchGitea());
