import {
  createBackendModule,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ConfigProblems, describeConfigProblem } from './ConfigProblems';
import { configProblemsServiceRef } from './configProblemsServiceRef';
import { readDuration } from './readDuration';

const logger = mockServices.logger.mock();
let problems: ConfigProblems;
beforeEach(() => {
  jest.clearAllMocks();
  problems = new ConfigProblems(logger);
});

const part = { key: 'a.b', effect: 'It is off.', fallback: 'default' };
const fail = (message: string) => () => {
  throw new Error(message);
};

describe('ConfigProblems', () => {
  it('returns what is read, and the fallback of what is wrong', () => {
    expect(problems.read(part, () => 'value')).toBe('value');
    expect(problems.list()).toEqual([]);
    expect(problems.read(part, fail('no number'))).toBe('default');
    expect(problems.list()).toEqual([
      {
        key: 'a.b',
        severity: 'error',
        message: 'no number',
        effect: 'It is off.',
      },
    ]);
  });

  it('logs a problem once, and when it is over', () => {
    problems.read(part, fail('no number'));
    problems.read(part, fail('no number'));
    expect(logger.warn.mock.calls).toEqual([
      ['Configuration: a.b: no number. It is off.'],
    ]);
    problems.resolve('a.b');
    problems.resolve('a.b');
    expect(logger.info).toHaveBeenCalledTimes(1);
    expect(problems.list()).toEqual([]);
  });

  it('lists what is out of service first', () => {
    problems.report({ key: 'x', severity: 'warning', message: 'unknown' });
    problems.read(part, fail('no number'));
    expect(problems.list().map(({ key }) => key)).toEqual(['a.b', 'x']);
  });

  it.each([
    'geheim',
    'ge@geheim',
    'ge/geheim',
    `${'x'.repeat(600)}geheim`,
    `geheim${'x'.repeat(600)}`,
  ])('keeps the password %s of an address to itself', password => {
    const message = `https://user:${password}@example.org is not usable`;
    problems.read(part, fail(message));
    const told = JSON.stringify([problems.list(), logger.warn.mock.calls]);
    expect(told).not.toContain('geheim');
    expect(told).toContain('example.org is not usable');
  });

  it('keeps a password to itself that is longer than what is looked through', () => {
    const password = `geheim${'x'.repeat(5000)}`;
    problems.read(
      part,
      fail(`https://user:${password}@example.org is not usable`),
    );
    const told = JSON.stringify([problems.list(), logger.warn.mock.calls]);
    expect(told).toContain('https://***');
    expect(told).not.toContain('geheim');
  });

  it('makes one line of a message', () => {
    problems.read(part, fail('no YAML:\n\n  a: b: c\n     ^\n'));
    expect(problems.list()[0].message).toBe('no YAML: a: b: c ^');
  });

  it('bounds what is kept of many and long problems', () => {
    for (let i = 0; i < 500; i++) {
      const message = `${i}`.repeat(10_000);
      problems.report({ key: `k${i}`, severity: 'error', message });
    }
    expect(problems.list()).toHaveLength(100);
    expect(JSON.stringify(problems.list()).length).toBeLessThan(70_000);
  });

  it('names the key once in a line', () => {
    const severity = 'error';
    expect(
      describeConfigProblem({ key: 'a.b', severity, message: 'a.b is 7.' }),
    ).toBe('a.b is 7.');
  });
});

describe('readDuration', () => {
  const options = { key: 'a', fallback: { minutes: 2 }, minMs: 1000 };
  it.each<[unknown, object]>([
    ['30s', { seconds: 30 }],
    [{ hours: 1 }, { hours: 1 }],
    ['0s', options.fallback],
    ['-5 minutes', options.fallback],
    [{ fortnights: 1 }, options.fallback],
    [7, options.fallback],
  ])('reads %j as %j', (a, expected) => {
    const config = new ConfigReader({ a } as any);
    expect(readDuration(config, problems, options)).toEqual(expected);
    expect(problems.list()).toHaveLength(expected === options.fallback ? 1 : 0);
  });
});

it('is one collection for all plugins and modules of a backend, with the unknown keys', async () => {
  const given: unknown[] = [];
  const deps = { problems: configProblemsServiceRef };
  const init = async (services: { problems: unknown }) => {
    given.push(services.problems);
  };
  const backend = await startTestBackend({
    features: [
      createBackendPlugin({
        pluginId: 'one',
        register: ({ registerInit }) => registerInit({ deps, init }),
      }),
      createBackendPlugin({
        pluginId: 'two',
        register: ({ registerInit }) => registerInit({ deps, init }),
      }),
      createBackendModule({
        pluginId: 'two',
        moduleId: 'three',
        register: ({ registerInit }) => registerInit({ deps, init }),
      }),
      mockServices.rootConfig.factory({
        data: { workerClusters: { polisy: {} } },
      }),
    ],
  });
  expect(new Set(given).size).toBe(1);
  expect((given[0] as ConfigProblems).list()).toEqual([
    expect.objectContaining({ key: 'workerClusters.polisy' }),
  ]);
  await backend.stop();
});
