/* eslint-disable no-console */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  DatabaseService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  createClaim,
  DEFAULT_CLAIM_TYPE,
  renderClaim,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
// The simulations of Git hosts are test code of that package, and not published.
/* eslint-disable @backstage/no-forbidden-package-imports */
import { hostSimulations } from '@worker-clusters/git-pull-requests/src/__testUtils__/hostSimulations';
import { openRepository } from '@worker-clusters/git-pull-requests/src/__testUtils__/openRepository';
/* eslint-enable @backstage/no-forbidden-package-imports */
import { readGitopsFiles } from '@worker-clusters/sandbox';
import createKnex from 'knex';
import { WorkQueue } from '../src/queue';
import { FaultLog } from '../src/reconcile';
import {
  CommitReader,
  GitopsRepository,
  RequestTracker,
  ReviewQueue,
} from '../src/requests';
import { DatabaseFleetStore } from '../src/store';

const REQUESTS = 20;
const WEBHOOK_SECONDS = 30;
const FLOOR_MS = 10_000;
const XRD = 'crossplane/xrds/workercluster.yaml';

const claim = (name: string) =>
  renderClaim(
    createClaim(
      {
        name,
        environment: 'dev',
        requestedBy: 'user:default/ada',
        spec: {
          region: 'eu-west-1',
          owner: 'group:default/payments',
          kubernetesVersion: '1.34',
          nodes: { size: 'small', min: 1, max: 3 },
        },
      },
      DEFAULT_CLAIM_TYPE,
    ),
  );

/**
 * How often one Git host is called with 20 open requests: by the first read, by one in which nothing changed, and while one
 * webhook a second arrives. The tracker, the store, the work queue and the client of the host are the real ones.
 */
export async function measureCalls(type: string) {
  const directory = await mkdtemp(join(tmpdir(), 'worker-clusters-bench-'));
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: { filename: join(directory, 'fleet.sqlite') },
    useNullAsDefault: true,
  });
  const files = readGitopsFiles({ repoUrl: 'http://git', claims: false });
  const { host, provider } = hostSimulations[type]({ [XRD]: files[XRD] });
  const running = await host.start();
  const queue = new WorkQueue<'pull-requests'>({
    onError: (_, error) => console.error(error),
  });
  try {
    const opened = openRepository(running, provider);
    let states = 0;
    const git = {
      ...opened,
      async getPullRequestStatus(number: number) {
        const before = host.requests.length;
        const state = await opened.getPullRequestStatus(number);
        states += host.requests.length - before;
        return state;
      },
    };
    for (let i = 0; i < REQUESTS; i += 1) {
      const name = `request-${i}`;
      const branch = `worker-cluster/dev/${name}/create`;
      await git.createBranchWithCommit({
        branch,
        base: 'main',
        message: 'm',
        changes: [
          {
            path: `crossplane/claims/dev/${name}.yaml`,
            content: claim(name),
          },
        ],
      });
      await git.createPullRequest({
        head: branch,
        base: 'main',
        title: name,
        body: '',
      });
    }
    const database: DatabaseService = { getClient: async () => knex };
    const store = await DatabaseFleetStore.create({ database });
    const repository = new GitopsRepository(git, {
      claimsFolder: 'crossplane/claims',
      xrdPath: XRD,
      compositionPath: 'crossplane/compositions/workercluster-aws.yaml',
    });
    const reader = new CommitReader(repository);
    const tracker = new RequestTracker({
      repository,
      managementCluster: 'main',
      store,
      membership: {
        current: { replicas: 1, handover: false, owns: () => true },
      },
      faults: new FaultLog(console as unknown as LoggerService),
      reader,
      reviewQueue: new ReviewQueue({
        repository,
        managementCluster: 'main',
        policy: {},
        store,
        reader,
        signingKeys: [],
        entityExists: async () => true,
        onEvaluated: () => {},
      }),
      enqueue: () => {},
      onChange: () => {},
      onFailure: () => {},
    });
    /** Calls meanwhile, and how many of them asked only whether something had changed. */
    const count = async (work: () => Promise<unknown>) => {
      const before = host.requests.length;
      await work();
      const made = host.requests.slice(before);
      const conditional = made.filter(r => r.headers['if-none-match']).length;
      return { calls: made.length, conditional };
    };
    const first = await count(async () => {
      // Checks and reviews are read a few at a time.
      for (let i = 0; i < 4; i += 1) await tracker.refresh();
    });
    const idle = await count(() => tracker.refresh());
    queue.process('pull-requests', {
      maxBatch: 2,
      intervalMs: FLOOR_MS,
      work: () => tracker.refresh(),
    });
    const webhooks = await count(async () => {
      for (let second = 0; second < WEBHOOK_SECONDS; second += 1) {
        queue.addAfter('pull-requests', 'all', 1000);
        await sleep(1000);
      }
    });
    const say = ({ calls, conditional }: typeof idle) =>
      `${calls} calls${
        conditional ? `, ${conditional} of them conditional` : ''
      }`;
    console.log(`calls to ${type} with ${REQUESTS} open requests:`);
    console.log(
      `  first read: ${say(first)}; ${states} of them for checks and reviews`,
    );
    console.log(
      `  nothing changed: ${say(idle)}; once a minute ${
        idle.calls * 60
      } an hour, with checks and reviews every 10 minutes ${
        idle.calls * 60 + states * 6
      }`,
    );
    console.log(
      `  one webhook a second for ${WEBHOOK_SECONDS} s: ${say(webhooks)}; ${
        (webhooks.calls * 3600) / WEBHOOK_SECONDS
      } an hour`,
    );
  } finally {
    await queue.stop();
    await running.close();
    await knex.destroy();
    await rm(directory, { recursive: true });
  }
}
