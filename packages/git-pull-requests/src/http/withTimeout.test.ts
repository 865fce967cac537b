import { withTimeout } from './withTimeout';

describe('withTimeout', () => {
  it('passes on what comes in time', async () => {
    await expect(withTimeout(Promise.resolve(1), 50)).resolves.toBe(1);
    const failed = Promise.reject(new Error('refused'));
    await expect(withTimeout(failed, 50)).rejects.toThrow('refused');
  });

  it('does not wait for ever', async () => {
    await expect(withTimeout(new Promise(() => {}), 20)).rejects.toThrow(
      'timeout',
    );
  });
});
