import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ConfigProblems } from '../config';
import { FleetEvents } from './FleetEvents';

let server: Server | undefined;
const stops: Array<() => void> = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await new Promise(resolve => {
    if (server) server.close(resolve);
    else resolve(undefined);
  });
  server = undefined;
});

/** A backend whose event bus answers with the status. */
async function setUp(mode: string | undefined, bus: { status: number }) {
  const asked: string[] = [];
  server = createServer((req, res) => {
    asked.push(req.url ?? '');
    res.statusCode = bus.status;
    res.end('{}');
  });
  await new Promise<void>(resolve => {
    server!.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const logger = mockServices.logger.mock();
  const problems = new ConfigProblems(logger);
  const started: Array<() => void> = [];
  const events = {
    subscribe: jest.fn(async () => {}),
    publish: jest.fn(async () => {
      if (bus.status === 404 || bus.status >= 500) {
        throw new Error(String(bus.status));
      }
    }),
  };
  const fleetEvents = new FleetEvents({
    config: new ConfigReader(mode ? { events: { useEventBus: mode } } : {}),
    discovery: {
      getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      getExternalBaseUrl: async () => '',
    },
    events,
    problems,
    rootLifecycle: {
      addStartupHook: hook => started.push(hook as () => void),
      addShutdownHook: hook => stops.push(hook as () => void),
    },
    probeMs: 10,
    retryMs: 10,
  });
  const start = () => started.forEach(hook => hook());
  return { asked, events, fleetEvents, logger, problems, start };
}

const subscription = { id: 'a', topics: ['t'], onEvent: async () => {} };
const event = { topic: 't', eventPayload: {} };
const until = async (check: () => boolean) => {
  while (!check()) await new Promise(resolve => setTimeout(resolve, 5));
};

it.each([undefined, 'auto', 'never'])(
  'leaves everything to Backstage with %j',
  async mode => {
    const { asked, events, fleetEvents, start } = await setUp(mode, {
      status: 404,
    });
    await fleetEvents.subscribe(subscription);
    start();
    expect(events.subscribe).toHaveBeenCalledWith(subscription);
    expect(await fleetEvents.isBusMissing()).toBe(false);
    await expect(fleetEvents.publish(event)).rejects.toThrow('404');
    expect(asked).toEqual([]);
  },
);

it('subscribes to a bus that asks who it is', async () => {
  const { asked, events, fleetEvents, problems, start } = await setUp(
    'always',
    { status: 401 },
  );
  await fleetEvents.subscribe(subscription);
  expect(events.subscribe).not.toHaveBeenCalled();
  start();
  expect(await fleetEvents.isBusMissing()).toBe(false);
  await until(() => events.subscribe.mock.calls.length === 1);
  await fleetEvents.subscribe({ ...subscription, id: 'b' });
  expect(events.subscribe).toHaveBeenCalledTimes(2);
  expect(problems.list()).toEqual([]);
  expect(asked).toHaveLength(1);
});

it('says once that the bus is missing, does not poll, and takes it when it comes', async () => {
  const bus = { status: 404 };
  const { asked, events, fleetEvents, logger, problems, start } = await setUp(
    'always',
    bus,
  );
  await fleetEvents.subscribe(subscription);
  start();
  expect(await fleetEvents.isBusMissing()).toBe(true);
  // This process is told all the same.
  await fleetEvents.publish(event);
  expect(events.publish).toHaveBeenCalledTimes(1);
  await until(() => asked.length > 3);
  expect(events.subscribe).not.toHaveBeenCalled();
  expect(logger.warn.mock.calls).toEqual([
    [expect.stringMatching(/add @backstage\/plugin-events-backend/)],
  ]);
  bus.status = 401;
  await until(() => events.subscribe.mock.calls.length === 1);
  expect(problems.list()).toEqual([]);
  expect(await fleetEvents.isBusMissing()).toBe(false);
});

it('waits for a server that does not answer', async () => {
  const bus = { status: 503 };
  const { asked, events, fleetEvents, problems, start } = await setUp(
    'always',
    bus,
  );
  await fleetEvents.subscribe(subscription);
  start();
  await until(() => asked.length > 2);
  expect(problems.list()).toEqual([]);
  // A failure is told, and not put off until the server answers.
  await expect(fleetEvents.publish(event)).rejects.toThrow('503');
  expect(await fleetEvents.isBusMissing()).toBe(false);
  bus.status = 405;
  await until(() => events.subscribe.mock.calls.length === 1);
});
