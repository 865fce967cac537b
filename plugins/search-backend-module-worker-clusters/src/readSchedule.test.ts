import { mockServices } from '@backstage/backend-test-utils';
import { readSchedule } from './readSchedule';

const read = (schedule?: object) =>
  readSchedule(
    mockServices.rootConfig({
      data: { search: { collators: { workerClusters: { schedule } as any } } },
    }),
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

  it('names the key of a schedule that is not one', () => {
    expect(() => read({ frequency: { minutes: 10 } })).toThrow(
      /^search\.collators\.workerClusters\.schedule is not a schedule: .*timeout/,
    );
  });
});
