import { useState } from 'react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { identityApiRef } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalog } from '../__testUtils__/Harness';
import { OwnerCombobox } from './OwnerCombobox';

function show(
  given: { value?: string; groups?: string[]; owners?: string[] } = {},
) {
  const { groups = [] } = given;
  const held: { current?: string } = {};
  function Page() {
    const [value, setValue] = useState(given.value);
    held.current = value;
    return (
      <OwnerCombobox
        id="owner"
        label="Owner"
        required
        owners={given.owners}
        value={value}
        onChange={setValue}
        onBlur={() => undefined}
      />
    );
  }
  const identity = {
    getBackstageIdentity: async () => ({
      type: 'user',
      userEntityRef: 'user:default/ada',
      ownershipEntityRefs: ['user:default/ada', ...groups],
    }),
  };
  renderInTestApp(<Page />, {
    apis: [
      [catalogApiRef, catalog as any],
      [identityApiRef, identity as any],
    ],
  });
  return held;
}

const open = async () => {
  const input = await screen.findByRole('combobox', { name: /Owner/ });
  await userEvent.click(input);
  await screen.findByRole('option', { name: 'payments' });
  return input;
};

describe('OwnerCombobox', () => {
  it('offers only the owners for which the user may request', async () => {
    show({ owners: ['group:default/payments'] });
    await open();
    expect(
      screen.getAllByRole('option').map(option => option.textContent),
    ).toEqual([expect.stringMatching(/^payments/)]);
  });

  it('says why no owner is offered to a user without a team', async () => {
    show({ owners: [] });
    expect(
      await screen.findByRole('combobox', { name: /Owner/ }),
    ).toHaveAccessibleDescription(/you are in none: ask the platform team\./);
  });

  it.each([
    ['{Escape}', 'group:default/data', 'data'],
    ['{Tab}', 'group:default/data', 'data'],
    ['{Escape}', undefined, ''],
    ['{Tab}', undefined, ''],
  ])(
    'closes its list with %s, and shows the owner that is kept: %s',
    async (key, value, text) => {
      const held = show({ value });
      const input = await open();
      await userEvent.keyboard('nosuchteam');
      await userEvent.keyboard(key);
      await waitFor(() =>
        expect(screen.queryByRole('listbox')).not.toBeInTheDocument(),
      );
      expect(input).toHaveAttribute('aria-expanded', 'false');
      expect(input).toHaveValue(text);
      expect(held.current).toBe(value);
    },
  );

  it('has no owner once its text is cleared', async () => {
    const held = show({ value: 'group:default/data' });
    const input = await open();
    await userEvent.clear(input);
    await userEvent.tab();
    expect(input).toHaveValue('');
    expect(held.current).toBeUndefined();
  });

  it('says in its own words what an owner is', async () => {
    show();
    expect(await open()).toHaveAccessibleDescription(
      'The team that answers for the cluster.',
    );
  });

  it('chooses the only team of somebody', async () => {
    const held = show({ groups: ['group:default/data'] });
    await waitFor(() => expect(held.current).toBe('group:default/data'));
    expect(screen.getByRole('combobox', { name: /Owner/ })).toHaveValue('data');
  });

  it('keeps an owner that is given', async () => {
    const held = show({
      value: 'group:default/payments',
      groups: ['group:default/data'],
    });
    await open();
    expect(screen.getAllByRole('option')[0]).toHaveTextContent('data');
    expect(held.current).toBe('group:default/payments');
  });

  it('offers the own teams first', async () => {
    const held = show({
      groups: ['group:default/ops', 'group:default/data'],
    });
    await open();
    expect(
      screen.getAllByRole('option').map(option => option.textContent),
    ).toEqual(['ops', 'data', 'paymentsPayments team']);
    expect(held.current).toBeUndefined();
    await userEvent.click(screen.getByRole('option', { name: 'ops' }));
    expect(held.current).toBe('group:default/ops');
    expect(screen.queryByRole('listbox')).not.toBeInTheDocument();
  });
});
