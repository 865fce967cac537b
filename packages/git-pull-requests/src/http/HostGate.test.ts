import { RateLimitedError } from '../RateLimitedError';
import { HostGate } from './HostGate';

const context = {
  host: 'https://git.test',
  repository: 'https://git.test/o/r',
  doing: 'reading',
  configPath: 'integrations.gitea',
  userToken: false,
};
const account = { headers: { Authorization: 'Bearer x' }, secrets: ['x'] };
const enter = (gate: HostGate) => gate.enter(account, context);
const refuse = (gate: HostGate, seconds: number) =>
  gate.noteAnswer(
    account,
    429,
    new Headers({ 'Retry-After': String(seconds) }),
  );

describe('HostGate', () => {
  it('lets a call go when the limit is over', async () => {
    const gate = new HostGate();
    const until = refuse(gate, 1)!;
    await enter(gate);
    expect(Date.now()).toBeGreaterThanOrEqual(until);
  });

  it('keeps a longer limit that comes while a call waits for a shorter one', async () => {
    const gate = new HostGate();
    refuse(gate, 1);
    const waiting = enter(gate);
    refuse(gate, 3_600);
    await expect(waiting).rejects.toThrow(RateLimitedError);
    await expect(enter(gate)).rejects.toThrow(RateLimitedError);
  });

  it('refuses a call whose account was limited while it waited for its turn', async () => {
    const gate = new HostGate(600);
    for (let i = 0; i < 600; i += 1) await enter(gate);
    const waiting = enter(gate);
    refuse(gate, 3_600);
    await expect(waiting).rejects.toThrow(RateLimitedError);
  });
});
