import { act, renderHook } from '@testing-library/react';
import { useTyped } from './useTyped';

describe('useTyped', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('gives a text on once the typing pauses, and takes that of another address', () => {
    const onChange = jest.fn();
    const { result, rerender } = renderHook(
      ({ value }) => useTyped(value, onChange),
      { initialProps: { value: '' } },
    );
    act(() => result.current[1]('d'));
    act(() => result.current[1]('db'));
    act(() => void jest.advanceTimersByTime(300));
    expect(onChange.mock.calls).toEqual([['db']]);
    rerender({ value: 'web' });
    act(() => void jest.advanceTimersByTime(300));
    expect(result.current[0]).toBe('web');
    expect(onChange).toHaveBeenCalledTimes(1);
  });
});
