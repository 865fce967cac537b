import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { chosen, fakeApi, fleetCluster } from '../__testUtils__/fakes';
import { renderField, validate } from '../__testUtils__/Harness';
import { clusterPicker, ClusterPickerField } from './ClusterPickerField';
import { isImpossible } from './clusterOptions';

const phase = (name: string) => ({
  phase: { phase: name, reason: '', message: '', since: '' } as any,
});
const listing = (...items: any[]) => ({
  listClusters: jest.fn(async () => ({
    items,
    totalItems: items.length,
    revision: 1,
  })),
});

describe('WorkerClusterPicker', () => {
  it('searches while somebody types, and is chosen with the keyboard', async () => {
    const api = fakeApi();
    const held = renderField(ClusterPickerField, {
      api,
      options: { may: 'decommission' },
    });
    expect(await screen.findByText('2 clusters.')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('combobox', { name: /Field/ }));
    await userEvent.keyboard('pay');
    await waitFor(() =>
      expect(api.listClusters).toHaveBeenLastCalledWith(
        { search: 'pay', may: 'decommission', limit: 20 },
        expect.anything(),
      ),
    );
    expect(await screen.findByText('1 cluster.')).toBeInTheDocument();
    const option = await screen.findByRole('option', { name: 'payments-dev' });
    expect(option).toHaveTextContent(
      'dev, eu-west-1, Kubernetes 1.33.5, Ready',
    );
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(held.current).toEqual(chosen);
    expect(
      await screen.findByRole('group', { name: 'Field' }),
    ).toHaveTextContent('payments-dev');
    await waitFor(() =>
      expect(screen.getByRole('button', { name: /^Change/ })).toHaveFocus(),
    );
  });

  it.each(['{Escape}', '{Tab}'])(
    'closes its list with %s, and leaves nothing behind',
    async key => {
      const held = renderField(ClusterPickerField, { api: fakeApi() });
      const input = await screen.findByRole('combobox', { name: /Field/ });
      await userEvent.click(input);
      await userEvent.keyboard('pay');
      expect(
        await screen.findByRole('option', { name: 'payments-dev' }),
      ).toBeInTheDocument();
      await userEvent.keyboard(key);
      await waitFor(() =>
        expect(screen.queryByRole('listbox')).not.toBeInTheDocument(),
      );
      expect(input).toHaveAttribute('aria-expanded', 'false');
      expect(input).toHaveValue('');
      // Visible to screen readers again, as it is found by its role.
      expect(screen.getByRole('status')).toBeInTheDocument();
      expect(held.current).toBeUndefined();
    },
  );

  it('shows a cluster that a link has chosen, and lets it be changed', async () => {
    const held = renderField(ClusterPickerField, {
      api: fakeApi(),
      value: chosen,
    });
    expect(
      await screen.findByText('dev, eu-west-1, Kubernetes 1.33.5, Ready'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /^Change/ }));
    const input = await screen.findByRole('combobox', { name: /Field/ });
    await waitFor(() => expect(input).toHaveFocus());
    // What is not shown any more is not requested either.
    expect(held.current).toBeUndefined();
  });

  it('shows the chosen one of two clusters of the same name', async () => {
    renderField(ClusterPickerField, {
      api: fakeApi(
        listing(
          fleetCluster('payments-dev', {
            managementCluster: 'other',
            region: 'us-east-1',
            ...phase('deleting'),
          }),
          fleetCluster('payments-dev'),
        ),
      ),
      value: chosen,
    });
    expect(
      await screen.findByText('dev, eu-west-1, Kubernetes 1.33.5, Ready'),
    ).toBeInTheDocument();
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
  });

  it('says beside the field that none is chosen', async () => {
    renderField(ClusterPickerField, {
      api: fakeApi(),
      errors: ["must have required property 'Cluster'"],
    });
    expect(
      await screen.findByRole('combobox', { name: /Field/ }),
    ).toHaveAccessibleDescription(/Choose a cluster\.$/);
  });

  it('names the owner of each', async () => {
    renderField(ClusterPickerField, {
      api: fakeApi(
        listing(fleetCluster('a', { owner: 'group:default/payments' })),
      ),
    });
    await userEvent.click(
      await screen.findByRole('combobox', { name: /Field/ }),
    );
    expect(await screen.findByRole('option')).toHaveTextContent(
      'Ready, owner payments',
    );
  });

  it('names the owner of one that a link has chosen for somebody who may not use it', async () => {
    const theirs = fleetCluster('payments-dev', {
      owner: 'group:default/payments',
    });
    renderField(ClusterPickerField, {
      api: fakeApi({
        listClusters: jest.fn(async ({ may }: any) => {
          const items = may ? [] : [theirs];
          return { items, totalItems: items.length, revision: 1 };
        }),
      }),
      value: chosen,
      options: { may: 'update' },
    });
    expect(
      await screen.findByText(
        'You may not change payments-dev; its owner is payments. Ask the owner to do it, or choose another one.',
      ),
    ).toBeInTheDocument();
  });

  it('offers none that is not there, and says whom to ask', async () => {
    renderField(ClusterPickerField, {
      api: fakeApi(
        listing(
          fleetCluster('a', phase('requested')),
          fleetCluster('b', phase('deleting')),
        ),
      ),
    });
    const none = /no cluster that you may change.*Ask the owner/;
    await waitFor(() =>
      expect(screen.getByRole('status')).toHaveTextContent(none),
    );
    const input = screen.getByRole('combobox', { name: /Field/ });
    expect(input).toHaveAccessibleDescription(none);
    // The open list does not take it away.
    await userEvent.click(input);
    expect(screen.getByRole('status')).toHaveTextContent(none);
  });

  it('says why the fleet cannot be read', async () => {
    renderField(ClusterPickerField, {
      api: fakeApi({
        listClusters: jest.fn().mockRejectedValue(new Error('No answer.')),
      }),
    });
    expect(await screen.findByText('No answer.')).toBeInTheDocument();
  });

  it('is checked before the next page', async () => {
    const api = fakeApi();
    expect(await validate(clusterPicker, {}, { api })).toEqual([
      'Choose a cluster.',
    ]);
    expect(await validate(clusterPicker, chosen, { api })).toEqual([]);
    expect(
      await validate(
        clusterPicker,
        { ...chosen, name: 'other' },
        { api, options: { may: 'update' } },
      ),
    ).toEqual([expect.stringMatching(/no cluster 'other' in dev/)]);
    expect(
      await validate(clusterPicker, chosen, {
        api: fakeApi(listing(fleetCluster('payments-dev', phase('deleting')))),
      }),
    ).toEqual([expect.stringMatching(/being deleted/)]);
  });

  it.each([
    ['requested', true],
    ['merged', true],
    ['closed', true],
    ['deleting', true],
    ['ready', false],
    ['failed', false],
  ] as const)('%s: %s', (name, problem) => {
    expect(isImpossible(name)).toBe(problem);
  });
});
