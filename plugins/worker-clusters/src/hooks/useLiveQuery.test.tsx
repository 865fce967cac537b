import { signalApiRef } from '@backstage/plugin-signals-react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { act, renderHook } from '@testing-library/react';
import type { PropsWithChildren } from 'react';
import { useLiveQuery } from './useLiveQuery';

/** The signals plugin of an app whose backend has none: it subscribes, and nothing ever comes. */
const silentSignals = { subscribe: () => ({ unsubscribe: () => {} }) };

describe('useLiveQuery', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([
    ['an app without signals', []],
    ['signals that stay silent', [[signalApiRef, silentSignals]]],
  ] as const)('polls every half minute with %s', async (_, apis) => {
    let revision = 1;
    const load = jest.fn(async () => revision);
    const { result, unmount } = renderHook(() => useLiveQuery(load), {
      wrapper: ({ children }: PropsWithChildren) => (
        <TestApiProvider apis={apis as any}>{children}</TestApiProvider>
      ),
    });
    await act(() => jest.advanceTimersByTimeAsync(0));
    expect(result.current.data).toBe(1);
    revision = 2;
    await act(() => jest.advanceTimersByTimeAsync(29_000));
    expect(load).toHaveBeenCalledTimes(1);
    await act(() => jest.advanceTimersByTimeAsync(1_000));
    expect(result.current.data).toBe(2);
    await act(() => jest.advanceTimersByTimeAsync(60_000));
    expect(load).toHaveBeenCalledTimes(4);
    unmount();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(load).toHaveBeenCalledTimes(4);
  });
});
