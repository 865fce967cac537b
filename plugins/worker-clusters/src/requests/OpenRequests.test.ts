import { OpenRequests } from './OpenRequests';

describe('OpenRequests', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const setup = (...answers: Array<number | Error>) => {
    const listRequests = jest.fn(async () => {
      const answer = answers.shift() ?? 0;
      if (typeof answer !== 'number') throw answer;
      return { items: [], open: answer };
    });
    const open = new OpenRequests({ listRequests });
    return { open, listRequests };
  };

  it('reads once a minute, however many show it, and nothing without one', async () => {
    const { open, listRequests } = setup(3, 4);
    const listener = jest.fn();
    const stops = [open.subscribe(listener), open.subscribe(() => {})];
    await jest.advanceTimersByTimeAsync(59_000);
    expect(listRequests).toHaveBeenCalledTimes(1);
    expect(open.count()).toBe(3);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(open.count()).toBe(4);
    expect(listener).toHaveBeenCalledTimes(2);
    stops.forEach(stop => stop());
    // Shown again at once, as an icon is that is mounted anew.
    open.subscribe(listener)();
    await jest.advanceTimersByTimeAsync(120_000);
    expect(listRequests).toHaveBeenCalledTimes(2);
  });

  it('takes what a page has read', async () => {
    const { open, listRequests } = setup();
    open.report(7);
    open.subscribe(() => {});
    await jest.advanceTimersByTimeAsync(30_000);
    expect(open.count()).toBe(7);
    expect(listRequests).not.toHaveBeenCalled();
  });

  it('keeps the number of before a failure, and reads no more once it is denied', async () => {
    const denied = Object.assign(new Error('No.'), { statusCode: 403 });
    const { open, listRequests } = setup(2, new Error('Broken.'), denied);
    open.subscribe(() => {});
    await jest.advanceTimersByTimeAsync(61_000);
    expect(open.count()).toBe(2);
    await jest.advanceTimersByTimeAsync(600_000);
    expect(listRequests).toHaveBeenCalledTimes(3);
  });
});
