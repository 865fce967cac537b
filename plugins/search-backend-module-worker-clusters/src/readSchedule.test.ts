import { mockServices } from '@backstage/backend-test-utils';
import { ConfigProblems } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { readSchedule } from './readSchedule';

const problems = new ConfigProblems(mockServices.logger.mock());
const read = (schedule?: object) =>
  readSchedule(
    mockServices.rootConfig({
      data: { search: { collators: { workerClusters: { schedule } as any } } },
    }),
    problems,
  );

describe('readSchedule', () => {
  it('is every 10 minutes by default', () => {
    expect(read()).toEqual({
      initialDelay: { seconds: 30 },
      frequency: { minutes: 10 },
      timeout: { minutes: 15 },
    });
  });

  it('is what the configuration says', () => {
    expect(
      read({ frequency: { hours: 1 }, timeout: { minutes: 3 } }),
    ).toMatchObject({ frequency: { hours: 1 }, timeout: { minutes: 3 } });
  });

  it('is the default for one that is wrong, and names its key', () => {
    expect(read({ frequency: { minutes: 10 } })).toEqual(read());
    expect(problems.list()).toEqual([
      expect.objectContaining({
        key: 'search.collators.workerClusters.schedule',
        message: expect.stringMatching(/timeout/),
      }),
    ]);
  });
});
