import { checkFaults } from './admin';
import { createCommand } from './cli';
import { toSandboxOptions } from './config';
import type { CommandFlags } from './config';

describe('the command line', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });
  const read = (args: string[], env: Record<string, string> = {}) => {
    Object.assign(process.env, env);
    const command = createCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
    return toSandboxOptions(
      command.parse(args, { from: 'user' }).opts<CommandFlags>(),
    );
  };

  it('has defaults', () => {
    expect(read(['--directory', '/x/y'])).toMatchObject({
      directory: '/x/y',
      fleet: 'full',
      managementPort: 7010,
      gitPort: 7020,
      adminPort: 7030,
      speed: 1,
      webhookUrl: 'http://127.0.0.1:7007/api/events/http/gitea',
    });
  });

  it('takes options from the environment, and those given over them', () => {
    const env = { SANDBOX_MANAGEMENT_PORT: '17010', SANDBOX_SPEED: '5' };
    expect(read([], env)).toMatchObject({ managementPort: 17010, speed: 5 });
    expect(read(['--management-port', '0'], env).managementPort).toBe(0);
  });

  it.each([
    [['--port', '5'], {}, '--port'],
    [['--directory'], {}, '--directory'],
    [['here'], {}, 'too many arguments'],
    [['--fleet', 'half'], {}, 'full, none'],
    [[], { SANDBOX_GIT_PORT: 'seven' }, "'seven' from env 'SANDBOX_GIT_PORT'"],
    [['--admin-port', '70000'], {}, 'between 0 and 65535'],
    [[], { SANDBOX_SPEED: '0' }, 'between 0.1 and 1000'],
  ])('refuses %j %j', (args, env, message) => {
    expect(() => read(args, env as Record<string, string>)).toThrow(message);
  });
});

describe('checkFaults', () => {
  it.each([
    ['management', [], undefined],
    ['management', [{ kind: 'vanish' }], undefined],
    ['git', [{ kind: 'unavailable' }], undefined],
    ['git', [{ kind: 'gone' }], /not a fault of git/],
    ['payments-dev', [{ kind: 'explode' }], /not a fault of payments-dev/],
    ['git', undefined, /Send/],
    ['git', ['vanish'], /not a fault/],
  ])('%s %j', (target, faults, problem) => {
    const answer = checkFaults(target, faults);
    expect(answer ?? '').toMatch(problem ?? /^$/);
  });
});
