import { TestHost } from '../__testUtils__/testHost';

/** Longer than a test takes: what is queued is handled when the host ends. */
const queueMs = 60_000;

describe('a deleted branch', () => {
  let test: TestHost;

  afterEach(() => test.stop());

  it('closes its pull request', async () => {
    test = await TestHost.start();
    const number = await test.pull('request', { x: 'x' });
    await test.api('DELETE', 'branches/request');
    expect(await test.closed(number)).toMatchObject({
      body: { state: 'closed', merged: false },
    });
  });

  it('closes it after the answer, not with it, and before the host has ended', async () => {
    test = await TestHost.start({ queueMs });
    const number = await test.pull('request', { x: 'x' });
    expect(await test.api('DELETE', 'branches/request')).toMatchObject({
      status: 204,
    });
    expect(await test.api('GET', `pulls/${number}`)).toMatchObject({
      body: { state: 'open' },
    });
    await test.restart();
    expect(await test.api('GET', `pulls/${number}`)).toMatchObject({
      body: { state: 'closed', merged: false },
    });
  });

  it('closes the pull request that has its name by then, as Gitea does', async () => {
    test = await TestHost.start({ queueMs });
    const first = await test.pull('request', { x: 'x' });
    await test.api('PATCH', `pulls/${first}`, { state: 'closed' });
    await test.api('DELETE', 'branches/request');
    const second = await test.pull('request', { y: 'y' });
    const other = await test.pull('request-2', { z: 'z' });
    expect(await test.api('GET', `pulls/${second}`)).toMatchObject({
      body: { state: 'open' },
    });
    await test.restart();
    expect(await test.api('GET', `pulls/${second}`)).toMatchObject({
      body: { state: 'closed', head: { ref: 'request' } },
    });
    expect(await test.api('GET', `pulls/${other}`)).toMatchObject({
      body: { state: 'open' },
    });
  });
});
