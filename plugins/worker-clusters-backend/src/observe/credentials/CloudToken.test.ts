import { CloudToken } from './CloudToken';
import { CredentialError } from './CredentialError';

const MINUTE = 60_000;

function create() {
  let time = 0;
  let issued = 0;
  let failure: CredentialError | undefined;
  const token = new CloudToken(
    async () => {
      issued += 1;
      if (failure) throw failure;
      return `token-${issued}`;
    },
    () => time,
  );
  return {
    token,
    pass(ms: number) {
      time += ms;
    },
    fail(message?: string) {
      failure =
        message === undefined
          ? undefined
          : new CredentialError({ message, messageCode: { code: 'test' } });
    },
    issued: () => issued,
  };
}

describe('CloudToken', () => {
  it('shares one token between requests, and renews it before it expires', async () => {
    const { token, pass, issued } = create();
    const first = await Promise.all([token.read(), token.read(), token.read()]);
    expect(first).toEqual(['token-1', 'token-1', 'token-1']);
    pass(4 * MINUTE - 1);
    expect(await token.read()).toBe('token-1');
    pass(1);
    expect(await Promise.all([token.read(), token.read()])).toEqual([
      'token-2',
      'token-2',
    ]);
    expect(issued()).toBe(2);
  });

  it('renews a token that was refused, once for all who had it', async () => {
    const { token, pass, issued } = create();
    await token.read();
    pass(MINUTE);
    const renewed = await Promise.all([
      token.read('token-1'),
      token.read('token-1'),
    ]);
    expect(renewed).toEqual(['token-2', 'token-2']);
    // Who is late gets what the others got.
    expect(await token.read('token-1')).toBe('token-2');
    expect(issued()).toBe(2);
  });

  it('does not ask the token endpoint for each request that is refused', async () => {
    const { token, pass, issued } = create();
    await token.read();
    for (let i = 0; i < 100; i++) {
      pass(100);
      await token.read(await token.read());
    }
    expect(issued()).toBeLessThanOrEqual(2);
  });

  it('uses a token on while it cannot be renewed, until it is refused', async () => {
    const { token, pass, fail } = create();
    await token.read();
    fail('the endpoint is down');
    pass(5 * MINUTE);
    expect(await token.read()).toBe('token-1');
    await expect(token.read('token-1')).rejects.toThrow('the endpoint is down');
    fail();
    pass(10_000);
    expect(await token.read()).toBe('token-3');
  });

  it('says why there is none, asks again after 10 s, and recovers', async () => {
    const { token, pass, fail, issued } = create();
    fail('no identity');
    await expect(token.read()).rejects.toThrow('no identity');
    await expect(token.read()).rejects.toThrow('no identity');
    expect(issued()).toBe(1);
    fail();
    pass(10_000);
    expect(await token.read()).toBe('token-2');
  });
});
