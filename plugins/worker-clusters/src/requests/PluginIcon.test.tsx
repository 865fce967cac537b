import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { workerClustersApiRef } from '../api';
import { PluginIcon } from './PluginIcon';

const show = (open: number) => {
  const listRequests = jest.fn(async () => ({ items: [], open }));
  renderInTestApp(
    <>
      <PluginIcon />
      <p>Menu</p>
    </>,
    { apis: [[workerClustersApiRef, { listRequests } as any]] },
  );
  return listRequests;
};

describe('PluginIcon', () => {
  it.each([
    [3, '3', '3 open requests'],
    [120, '99+', '120 open requests'],
  ])('shows %i open requests as %s', async (open, text, title) => {
    show(open);
    const count = await screen.findByTitle(title);
    expect(count).toHaveAttribute('data-count', text);
  });

  it('is the icon alone while no request is open', async () => {
    const listRequests = show(0);
    await screen.findByText('Menu');
    await listRequests.mock.results[0].value;
    expect(screen.queryByTitle(/open request/)).not.toBeInTheDocument();
  });
});
