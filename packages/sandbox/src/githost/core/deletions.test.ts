import { TestHost } from '../__testUtils__/testHost';

describe('a deleted branch', () => {
  let test: TestHost;

  afterEach(() => test.stop());

  it('closes its pull request after the answer, not with it', async () => {
    test = await TestHost.start();
    const number = await test.pull('request', { x: 'x' });
    expect(await test.api('DELETE', 'branches/request')).toMatchObject({
      status: 204,
    });
    expect(await test.api('GET', `pulls/${number}`)).toMatchObject({
      body: { state: 'open' },
    });
    expect(await test.closed(number)).toMatchObject({
      body: { state: 'closed', merged: false },
    });
  });

  it('closes the pull request that has its name by then, as Gitea does', async () => {
    test = await TestHost.start({ queueMs: 3000 });
    const first = await test.pull('request', { x: 'x' });
    await test.api('PATCH', `pulls/${first}`, { state: 'closed' });
    await test.api('DELETE', 'branches/request');
    const second = await test.pull('request', { y: 'y' });
    const other = await test.pull('request-2', { z: 'z' });
    expect(await test.api('GET', `pulls/${second}`)).toMatchObject({
      body: { state: 'open' },
    });
    expect(await test.closed(second)).toMatchObject({
      body: { state: 'closed', head: { ref: 'request' } },
    });
    expect(await test.api('GET', `pulls/${other}`)).toMatchObject({
      body: { state: 'open' },
    });
  });

  it('is handled before the host has ended', async () => {
    test = await TestHost.start({ queueMs: 60_000 });
    const number = await test.pull('request', { x: 'x' });
    await test.api('DELETE', 'branches/request');
    await test.restart();
    expect(await test.api('GET', `pulls/${number}`)).toMatchObject({
      body: { state: 'closed' },
    });
  });
});
