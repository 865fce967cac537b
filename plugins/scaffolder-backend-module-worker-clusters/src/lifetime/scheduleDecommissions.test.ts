import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { readPolicy } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { ConfigProblems } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { MemoryHost } from '../__testUtils__/MemoryHost';
import {
  claimFile,
  createFleet,
  createTestAction,
  REPOSITORY_FILES,
} from '../__testUtils__/platform';
import { scheduleDecommissions } from './scheduleDecommissions';

const PATH = 'crossplane/claims/dev/payments-dev.yaml';
const policy = readPolicy(
  new ConfigReader({
    environments: { dev: { lifetime: { longest: { days: 30 } } } },
  }),
);

async function schedule(change: object) {
  const host = new MemoryHost({
    ...REPOSITORY_FILES,
    [PATH]: claimFile().replace(
      'spec:',
      '  annotations: {platform.example.org/expires-at: 2026-01-31T12:00:00Z}\nspec:',
    ),
  });
  const { fleet } = createFleet('payments-dev');
  const { listClusters } = fleet;
  fleet.listClusters = (async (query: any) => ({
    items: (await listClusters(query)).items.map(cluster => ({
      ...cluster,
      expiresAt: '2026-01-31T12:00:00.000Z',
    })),
  })) as any;
  const { services } = createTestAction(host, { fleet, ...change });
  const scheduler = mockServices.scheduler.mock();
  const logger = mockServices.logger.mock();
  const problems = new ConfigProblems(logger);
  await scheduleDecommissions(services, { scheduler, logger, problems });
  return { host, problems, tasks: scheduler.scheduleTask.mock.calls };
}

it('schedules nothing unless an environment has a lifetime', async () => {
  expect((await schedule({})).tasks).toEqual([]);
});

it('schedules nothing where pull requests need the token of a user, and says so', async () => {
  const wrong = await schedule({ policy, requireUserCredentials: true });
  expect(wrong.tasks).toEqual([]);
  expect(wrong.problems.list()).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(
        /environments has a lifetime, and scaffolder\.requireScmUserCredentials/,
      ),
    }),
  ]);
  const { tasks } = await schedule({ requireUserCredentials: true });
  expect(tasks).toEqual([]);
});

it('requests the removal of expired clusters every hour, on one replica', async () => {
  const { tasks, host } = await schedule({ policy });
  expect(tasks).toMatchObject([[{ frequency: { hours: 1 }, scope: 'global' }]]);
  await (tasks[0][0] as any).fn(new AbortController().signal);
  expect(host.pullRequests).toMatchObject([
    { head: 'worker-cluster/dev/payments-dev/decommission', state: 'open' },
  ]);
});
