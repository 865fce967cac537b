import { checkFaults } from './admin';
import { readOptions, SettingError } from './config';

describe('readOptions', () => {
  it('has defaults', () => {
    const options = readOptions({ directory: '/x/y' }, {});
    expect(options).toMatchObject({
      directory: '/x/y',
      managementPort: 7010,
      gitPort: 7020,
      adminPort: 7030,
      speed: 1,
      webhookUrl: 'http://127.0.0.1:7007/api/events/http/gitea',
    });
  });

  it('takes ports from the environment', () => {
    expect(
      readOptions(
        { directory: 'x' },
        { SANDBOX_MANAGEMENT_PORT: '17010', SANDBOX_SPEED: '5' },
      ),
    ).toMatchObject({ managementPort: 17010, speed: 5 });
  });

  it.each([
    [{ SANDBOX_GIT_PORT: 'seven' }, "SANDBOX_GIT_PORT is 'seven'"],
    [{ SANDBOX_ADMIN_PORT: '70000' }, 'SANDBOX_ADMIN_PORT'],
    [{ SANDBOX_SPEED: '0' }, 'SANDBOX_SPEED'],
  ])('refuses %j', (env, message) => {
    const read = () => readOptions({ directory: 'x' }, env);
    expect(read).toThrow(SettingError);
    expect(read).toThrow(message);
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
