import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { toastApiRef } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { readAllPages } from './csv';
import { CsvButton } from './CsvButton';

describe('CsvButton', () => {
  const createObjectURL = jest.fn(() => 'blob:1');
  const post = jest.fn();

  beforeEach(() => {
    jest.clearAllMocks();
    URL.createObjectURL = createObjectURL;
    URL.revokeObjectURL = jest.fn();
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(() => undefined);
  });
  afterEach(() => jest.restoreAllMocks());

  const show = (read: (signal: AbortSignal) => Promise<string[][]>) =>
    renderInTestApp(
      <CsvButton name="a.csv" failed="Not exported." read={read} />,
      { apis: [[toastApiRef, { post } as any]] },
    );

  it('stops reading pages when the page is left, and saves nothing', async () => {
    let answer = () => {};
    const signals: AbortSignal[] = [];
    const readPage = jest.fn((_page: unknown, options) => {
      signals.push(options.signal);
      return new Promise<{ items: string[][]; nextCursor: string }>(resolve => {
        answer = () => resolve({ items: [['a']], nextCursor: 'next' });
      });
    });
    const { unmount } = show(signal => readAllPages(readPage, signal));
    await userEvent.click(await screen.findByRole('button', { name: 'CSV' }));
    expect(readPage).toHaveBeenCalledTimes(1);
    unmount();
    expect(signals[0].aborted).toBe(true);
    await act(async () => answer());
    expect(readPage).toHaveBeenCalledTimes(1);
    expect(createObjectURL).not.toHaveBeenCalled();
    expect(post).not.toHaveBeenCalled();
  });

  it('saves nothing that is read after the page was left', async () => {
    let answer = (_rows: string[][]) => {};
    const { unmount } = show(
      () =>
        new Promise(resolve => {
          answer = resolve;
        }),
    );
    await userEvent.click(await screen.findByRole('button', { name: 'CSV' }));
    unmount();
    await act(async () => answer([['a']]));
    expect(createObjectURL).not.toHaveBeenCalled();
  });

  it('shows a toast when the rows cannot be read', async () => {
    show(async () => {
      throw new Error('Busy');
    });
    await userEvent.click(await screen.findByRole('button', { name: 'CSV' }));
    await waitFor(() =>
      expect(post).toHaveBeenCalledWith({
        title: 'Not exported.',
        description: 'Busy',
        status: 'danger',
      }),
    );
  });
});
