import { useState } from 'react';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { chosen, claimForm, fakeApi, spec } from '../__testUtils__/fakes';
import { renderField, validate } from '../__testUtils__/Harness';
import { clusterSpec, ClusterSpecField } from './ClusterSpecField';

const LONG = 20_000;

describe('create', () => {
  const others = { environment: 'dev' };

  it(
    'asks for a spec, narrowed to the environment, and holds only what was filled in',
    async () => {
      const held = renderField(ClusterSpecField, { api: fakeApi(), others });
      const region = await screen.findByRole('radiogroup', { name: /Region/ });
      expect(within(region).getAllByRole('radio')).toHaveLength(2);
      await userEvent.click(
        within(region).getByRole('radio', { name: 'us-east-1' }),
      );
      await userEvent.click(screen.getByRole('radio', { name: '1.34' }));
      await userEvent.click(screen.getByRole('combobox', { name: /Owner/ }));
      await userEvent.click(
        await screen.findByRole('option', { name: /payments/ }),
      );
      const nodes = screen.getByRole('group', { name: 'Nodes' });
      expect(within(nodes).getByRole('radio', { name: 'small' })).toBeChecked();
      const min = within(nodes).getByRole('textbox', { name: /Minimum/ });
      expect(min).toHaveValue('2');
      await userEvent.clear(min);
      await userEvent.type(min, '3');
      await userEvent.tab();
      await waitFor(() =>
        expect(held.current).toEqual({
          region: 'us-east-1',
          kubernetesVersion: '1.34',
          owner: 'group:default/payments',
          nodes: { min: 3 },
        }),
      );
    },
    LONG,
  );

  it(
    'says what is wrong beside the field, once it was left',
    async () => {
      renderField(ClusterSpecField, { api: fakeApi(), others });
      const max = await screen.findByRole('textbox', { name: /Maximum/ });
      expect(screen.queryByText(/must be at most 50/)).not.toBeInTheDocument();
      await userEvent.clear(max);
      await userEvent.type(max, '99');
      await userEvent.tab();
      const error = await screen.findByText(
        'Maximum number of nodes must be at most 50.',
      );
      expect(max).toHaveAccessibleDescription(
        expect.stringContaining(error.textContent!),
      );
      expect(max).toBeInvalid();
    },
    LONG,
  );

  it(
    'folds advanced fields away, by keyboard too, and marks them when they are changed',
    async () => {
      const held = renderField(ClusterSpecField, { api: fakeApi(), others });
      const advanced = await screen.findByRole('button', { name: /Advanced/ });
      expect(advanced).toHaveAttribute('aria-expanded', 'false');
      act(() => advanced.focus());
      await userEvent.keyboard('{Enter}');
      expect(advanced).toHaveAttribute('aria-expanded', 'true');
      await userEvent.click(
        await screen.findByRole('button', {
          name: 'Use 10.7.0.0/16, which is free',
        }),
      );
      expect(held.current).toEqual({ network: { vpcCidr: '10.7.0.0/16' } });
      expect(
        screen.getByRole('button', { name: /Advanced.*was changed/ }),
      ).toBeInTheDocument();
    },
    LONG,
  );

  it('shows every error when somebody tried to go on', async () => {
    renderField(ClusterSpecField, {
      api: fakeApi(),
      others,
      errors: ['Owner is missing: fill it in.'],
    });
    expect(
      await screen.findByText('Region is missing: choose one.'),
    ).toBeInTheDocument();
    // Beside its field, not once more at the end.
    expect(screen.getAllByText('Owner is missing: fill it in.')).toHaveLength(
      1,
    );
  });

  it(
    'does not show an error any more that is mended',
    async () => {
      renderField(ClusterSpecField, {
        api: fakeApi(),
        others,
        errors: ['Region is missing: choose one.'],
      });
      await screen.findByText('Region is missing: choose one.');
      await userEvent.click(screen.getByRole('radio', { name: 'us-east-1' }));
      await waitFor(() =>
        expect(
          screen.queryByText('Region is missing: choose one.'),
        ).not.toBeInTheDocument(),
      );
    },
    LONG,
  );

  it('takes the focus that the last step left behind', async () => {
    renderField(ClusterSpecField, { api: fakeApi(), others });
    expect(await screen.findByRole('heading', { name: 'Field' })).toHaveFocus();
  });

  it('offers the range that a field left empty would become', async () => {
    renderField(ClusterSpecField, {
      api: fakeApi(),
      others,
      options: { only: ['network.vpcCidr'] },
    });
    const range = await screen.findByRole('textbox', { name: /Address range/ });
    expect(range).toHaveAccessibleDescription(
      /^Of the VPC, 10.<n>.0.0\/16. Leave it empty to get a free one \(now 10\.7\.0\.0\/16\)\.\s*$/,
    );
    expect(range).toHaveAttribute('placeholder', '10.7.0.0/16');
  });

  it('lets the form say what is wrong, not the browser', async () => {
    renderField(ClusterSpecField, {
      api: fakeApi(),
      others,
      errors: ['Region is missing: choose one.'],
    });
    const max = await screen.findByRole('textbox', { name: /Maximum/ });
    await userEvent.clear(max);
    await userEvent.type(max, '99{Tab}');
    await screen.findByText('Maximum number of nodes must be at most 50.');
    for (const input of document.querySelectorAll('input')) {
      expect(input.checkValidity()).toBe(true);
    }
  });

  it('shows one title where the only group has the same', async () => {
    renderField(ClusterSpecField, {
      api: fakeApi(),
      others,
      schema: { title: 'Nodes' },
      options: { only: ['nodes'] },
    });
    expect(await screen.findAllByText('Nodes')).toHaveLength(1);
  });

  it('says why the form cannot be loaded, and tries again', async () => {
    renderField(ClusterSpecField, {
      api: fakeApi({
        getClaimForm: jest
          .fn()
          .mockRejectedValueOnce(new Error('The backend is away.'))
          .mockResolvedValue(claimForm()),
      }),
      others,
    });
    expect(await screen.findByText('The backend is away.')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('radiogroup', { name: /Region/ }),
    ).toBeInTheDocument();
  });

  it('is checked before the next page', async () => {
    const given = { api: fakeApi(), others };
    const { environment, ...rest } = spec;
    expect(await validate(clusterSpec, rest, given)).toEqual([]);
    expect(await validate(clusterSpec, {}, given)).toEqual([
      'Region is missing: choose one.',
      'Owner is missing: fill it in.',
      'Kubernetes version is missing: choose one.',
    ]);
  });
});

describe('update', () => {
  const others = { cluster: chosen };

  it(
    'holds a merge patch of what was changed, and nothing when it is taken back',
    async () => {
      const held = renderField(ClusterSpecField, {
        api: fakeApi(),
        others,
        options: { mode: 'update', only: ['nodes'] },
      });
      const max = await screen.findByRole('textbox', { name: /Maximum/ });
      expect(max).toHaveValue('4');
      expect(screen.queryByText('Region')).not.toBeInTheDocument();
      await userEvent.clear(max);
      await userEvent.type(max, '6{Tab}');
      await waitFor(() => expect(held.current).toEqual({ nodes: { max: 6 } }));
      await userEvent.clear(max);
      await userEvent.type(max, '4{Tab}');
      await waitFor(() => expect(held.current).toEqual({}));
    },
    LONG,
  );

  it('shows what cannot change, with the reason, and requests that wait', async () => {
    renderField(ClusterSpecField, {
      api: fakeApi({
        getClaim: jest.fn(async () => ({
          path: 'p',
          text: '',
          spec,
          openRequests: [
            { number: 7, url: 'https://git.example.org/7', title: 'Grow' },
          ],
        })),
      }),
      others,
      options: { mode: 'update' },
    });
    const region = await screen.findByRole('textbox', { name: 'Region' });
    expect(region).toHaveValue('eu-west-1');
    expect(region).toHaveAttribute('readonly');
    expect(region).toHaveAccessibleDescription(/cannot be changed/);
    expect(screen.getByRole('link', { name: /#7 Grow/ })).toHaveAttribute(
      'href',
      'https://git.example.org/7',
    );
  });

  it(
    'drops the changes of one cluster when another is chosen, not when one comes back',
    async () => {
      function Steps(props: any) {
        const [name, setName] = useState<string>();
        const choose = (next?: string) => (
          <button onClick={() => setName(next)}>{next ?? 'Back'}</button>
        );
        const formData = { cluster: { ...chosen, name } };
        return (
          <>
            {choose()}
            {choose('payments-dev')}
            {choose('data-dev')}
            {name && <ClusterSpecField {...props} formContext={{ formData }} />}
          </>
        );
      }
      const held = renderField(Steps, {
        api: fakeApi(),
        options: { mode: 'update', only: ['nodes'] },
      });
      const press = (name: string) =>
        userEvent.click(screen.getByRole('button', { name }));
      const maximum = () => screen.findByRole('textbox', { name: /Maximum/ });

      await press('payments-dev');
      const max = await maximum();
      await userEvent.clear(max);
      await userEvent.type(max, '9{Tab}');
      await waitFor(() => expect(held.current).toEqual({ nodes: { max: 9 } }));
      expect(max).toHaveAccessibleDescription(/Was 4\./);

      await press('Back');
      await press('payments-dev');
      expect(await maximum()).toHaveValue('9');

      await press('Back');
      await press('data-dev');
      expect(await maximum()).toHaveValue('4');
      expect(held.current).toEqual({});
    },
    LONG,
  );

  it('marks what the cluster has now', async () => {
    renderField(ClusterSpecField, {
      api: fakeApi(),
      others,
      options: { mode: 'update', only: ['kubernetesVersion'] },
    });
    const versions = await screen.findByRole('radiogroup', { name: /version/ });
    expect(
      within(versions)
        .getAllByRole('radio')
        .map(radio => radio.closest('label')?.textContent),
    ).toEqual(['1.33 (now)', '1.34']);
  });

  it('says that nothing is changed only while nothing is', async () => {
    const text = 'Nothing is changed: change something first.';
    renderField(ClusterSpecField, {
      api: fakeApi(),
      others,
      options: { mode: 'update', only: ['nodes'] },
      errors: [text],
    });
    expect(await screen.findByText(text)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('radio', { name: 'large' }));
    await waitFor(() =>
      expect(screen.queryByText(text)).not.toBeInTheDocument(),
    );
  });

  it('lets nobody go on who has not seen the form', async () => {
    const api = fakeApi({
      getClaimForm: jest
        .fn()
        .mockRejectedValue(new TypeError('Failed to fetch')),
    });
    const options = { mode: 'update' };
    const value = { nodes: { max: 6 } };
    expect(
      await validate(clusterSpec, value, { api, others, options }),
    ).toEqual([
      "The form could not be loaded. The portal's backend does not answer: try again in a moment.",
    ]);
    expect(await validate(clusterSpec, value, { api, options })).toEqual([
      'Go back and choose a cluster.',
    ]);
  });

  it('asks for a cluster first', async () => {
    renderField(ClusterSpecField, {
      api: fakeApi(),
      options: { mode: 'update' },
    });
    expect(
      await screen.findByText('Choose a cluster first.'),
    ).toBeInTheDocument();
  });

  it('is checked before the next page', async () => {
    const given = { api: fakeApi(), others, options: { mode: 'update' } };
    expect(await validate(clusterSpec, {}, given)).toEqual([
      'Nothing is changed: change something first.',
    ]);
    expect(await validate(clusterSpec, { nodes: { max: 6 } }, given)).toEqual(
      [],
    );
    expect(await validate(clusterSpec, { nodes: { max: 60 } }, given)).toEqual([
      'Maximum number of nodes must be at most 50.',
    ]);
  });
});

it(
  'has inputs for lists, flags, choices and shapes that it does not know',
  async () => {
    const schema = {
      properties: {
        zones: { type: 'array', title: 'Zones', items: { type: 'string' } },
        logs: {
          type: 'array',
          title: 'Logs',
          items: { type: 'string', enum: ['api', 'audit'] },
        },
        public: { type: 'boolean', title: 'Public' },
        surge: { 'x-kubernetes-int-or-string': true, title: 'Surge' },
        tags: {
          type: 'object',
          title: 'Tags',
          additionalProperties: { type: 'string' },
        },
        s3: { type: 'string', title: 'Bucket' },
        disk: { type: 'string', title: 'Disk' },
      },
      oneOf: [{ required: ['s3'] }, { required: ['disk'] }],
    };
    const held = renderField(ClusterSpecField, {
      api: fakeApi({
        getClaimForm: jest.fn(async () => claimForm({ schema })),
      }),
      others: { environment: 'dev' },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Add an entry to Zones' }),
    );
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Zones, entry 1' }),
      'a',
    );
    await userEvent.click(screen.getByRole('checkbox', { name: 'audit' }));
    await userEvent.click(screen.getByRole('checkbox', { name: 'Public' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Surge' }), '25%');
    const tags = screen.getByRole('textbox', { name: 'Tags' });
    await userEvent.click(tags);
    await userEvent.paste('[');
    expect(await screen.findByText(/This is not YAML/)).toBeInTheDocument();
    await userEvent.clear(tags);
    await userEvent.paste('team: payments');
    await userEvent.click(screen.getByRole('radio', { name: 'Disk' }));
    await userEvent.type(
      screen.getByRole('textbox', { name: /^Disk/ }),
      'fast',
    );
    expect(held.current).toEqual({
      zones: ['a'],
      logs: ['audit'],
      public: true,
      surge: '25%',
      tags: { team: 'payments' },
      disk: 'fast',
    });
  },
  LONG,
);
