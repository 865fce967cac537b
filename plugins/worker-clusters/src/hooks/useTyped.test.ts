import { act, renderHook } from '@testing-library/react';
import { useTyped } from './useTyped';

describe('useTyped', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const setUp = () => {
    const onChange = jest.fn();
    const { result, rerender, unmount } = renderHook(
      ({ value }) => useTyped(value, onChange),
      { initialProps: { value: '' } },
    );
    return {
      onChange,
      text: () => result.current[0],
      type: (next: string) => act(() => result.current[1](next)),
      wait: (ms: number) => act(() => void jest.advanceTimersByTime(ms)),
      take: (value: string) => rerender({ value }),
      unmount,
    };
  };

  it('gives a text on with its first key, and once the typing pauses', () => {
    const { onChange, type, wait, take } = setUp();
    type('d');
    take('d');
    expect(onChange.mock.calls).toEqual([['d']]);
    for (const next of ['da', 'dat', 'data']) {
      wait(100);
      type(next);
    }
    expect(onChange).toHaveBeenCalledTimes(1);
    wait(200);
    expect(onChange.mock.calls).toEqual([['d'], ['data']]);
    wait(1000);
    type('');
    expect(onChange).toHaveBeenLastCalledWith('');
  });

  it('keeps what is typed while an earlier text comes back as the value', () => {
    const { text, type, take } = setUp();
    type('d');
    type('db');
    take('d');
    expect(text()).toBe('db');
  });

  it('keeps what is typed while values come late, one after the other', () => {
    const { onChange, text, type, wait, take } = setUp();
    type('d');
    wait(200);
    type('db');
    type('dbx');
    take('d');
    expect(text()).toBe('dbx');
    wait(200);
    take('db');
    take('dbx');
    expect(text()).toBe('dbx');
    expect(onChange.mock.calls).toEqual([['d'], ['db'], ['dbx']]);
    take('d');
    expect(text()).toBe('d');
  });

  it('takes the text of another address, and gives nothing on of it', () => {
    const { onChange, text, type, wait, take } = setUp();
    type('d');
    type('db');
    take('web');
    wait(1000);
    expect(text()).toBe('web');
    expect(onChange.mock.calls).toEqual([['d']]);
  });

  it('gives nothing on after the page was left', () => {
    const { onChange, type, wait, unmount } = setUp();
    type('d');
    type('db');
    unmount();
    wait(1000);
    expect(onChange.mock.calls).toEqual([['d']]);
  });
});
