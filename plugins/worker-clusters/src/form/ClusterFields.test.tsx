import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { german } from '../translations/__testUtils__/german';
import { claimForm, fakeApi } from './__testUtils__/fakes';
import { renderField, validate } from './__testUtils__/Harness';
import { clusterCidr, ClusterCidrField } from './ClusterCidrField';
import {
  clusterEnvironment,
  ClusterEnvironmentField,
} from './ClusterEnvironmentField';
import { clusterName, ClusterNameField } from './ClusterNameField';
import { ClusterReviewField } from './review/ClusterReviewField';
import { ClusterSpecField } from './spec/ClusterSpecField';

describe('in German', () => {
  afterEach(() => localStorage.clear());

  it('checks a name', async () => {
    renderField(ClusterNameField, { api: fakeApi(), config: german });
    const input = await screen.findByRole('textbox', { name: /Field/ });
    await userEvent.type(input, 'payments-dev');
    expect(
      await screen.findByText(
        'Der Name ist vergeben: Es gibt einen Cluster payments-dev in dev (Bereit). Wählen Sie einen anderen Namen.',
      ),
    ).toBeInTheDocument();
  });

  it('shows the specification', async () => {
    renderField(ClusterSpecField, {
      api: fakeApi(),
      others: { environment: 'dev' },
      errors: ['x'],
      config: german,
    });
    expect(
      await screen.findByText('Region fehlt: Wählen Sie etwas aus.'),
    ).toBeInTheDocument();
    expect(screen.getByText('Erweitert')).toBeInTheDocument();
  });

  it('shows the review', async () => {
    renderField(ClusterReviewField, {
      api: fakeApi(),
      options: { verb: 'create' },
      others: { name: 'new', environment: 'dev', spec: {} },
      config: german,
    });
    expect(
      await screen.findByRole('region', { name: 'Die Datei' }),
    ).toBeInTheDocument();
    expect(screen.getAllByText('Bereit zum Absenden.')).not.toHaveLength(0);
  });
});

describe('WorkerClusterName', () => {
  it('checks a name while it is typed', async () => {
    const held = renderField(ClusterNameField, { api: fakeApi() });
    const input = await screen.findByRole('textbox', { name: /Field/ });
    await userEvent.type(input, 'Payments');
    // Not with each letter, and without the name.
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
    expect(
      await screen.findByText(
        'The name has uppercase letters: write it in lowercase letters.',
      ),
    ).toBeInTheDocument();
    await userEvent.clear(input);
    await userEvent.type(input, 'payments-dev');
    expect(await screen.findByText(/The name is taken/)).toBeInTheDocument();
    await userEvent.type(input, '-2');
    expect(await screen.findByText('The name is free.')).toBeInTheDocument();
    expect(held.current).toBe('payments-dev-2');
  });

  it('says that a name could not be checked', async () => {
    renderField(ClusterNameField, {
      api: fakeApi({ listClusters: jest.fn().mockRejectedValue(new Error()) }),
      value: 'payments-dev',
    });
    expect(
      await screen.findByText(
        'It could not be checked whether the name is free; it is checked again before the pull request.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: /Field/ })).toBeValid();
  });

  it('says that it is missing when somebody tried to go on', async () => {
    renderField(ClusterNameField, {
      api: fakeApi(),
      errors: ["must have required property 'Name'"],
    });
    const input = await screen.findByRole('textbox', { name: /Field/ });
    expect(input).toHaveAccessibleDescription(
      'The name is missing: choose one such as payments-dev.',
    );
    expect(input).toBeInvalid();
    // Else the browser says it in words of its own, and keeps the form from saying anything.
    expect((input as HTMLInputElement).checkValidity()).toBe(true);
  });

  it('is checked before the next page', async () => {
    const api = fakeApi();
    expect(await validate(clusterName, '', { api })).toEqual([
      'The name is missing: choose one such as payments-dev.',
    ]);
    expect(await validate(clusterName, 'payments-dev', { api })).toEqual([
      expect.stringMatching(/taken/),
    ]);
    expect(await validate(clusterName, 'new', { api })).toEqual([]);
  });
});

describe('WorkerClusterCidr', () => {
  it('offers a range that is free, and says what is wrong with one', async () => {
    const held = renderField(ClusterCidrField, { api: fakeApi() });
    const input = await screen.findByRole('textbox', { name: /Field/ });
    await userEvent.type(input, '10.7.1.0/16{Tab}');
    expect(input).toHaveAccessibleDescription(/write 10\.7\.0\.0\/16/);
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Use 10.7.0.0/16, which is free',
      }),
    );
    expect(held.current).toBe('10.7.0.0/16');
  });

  it('is checked before the next page', async () => {
    const api = fakeApi();
    expect(await validate(clusterCidr, '10.7.0.0/16', { api })).toEqual([]);
    expect(await validate(clusterCidr, 'x', { api })).toEqual([
      expect.stringMatching(/not an IPv4 address range/),
    ]);
  });
});

describe('WorkerClusterEnvironment', () => {
  const withEnvironments = (...names: string[]) =>
    fakeApi({
      getClaimForm: async () =>
        claimForm({ environments: names.map(name => ({ name })) }),
    });

  it('offers the environments of the XRD, and selects the first', async () => {
    const held = renderField(ClusterEnvironmentField, {
      api: withEnvironments('test', 'live'),
    });
    const radio = await screen.findByRole('radio', { name: 'test' });
    await waitFor(() => expect(held.current).toBe('test'));
    expect(radio).toBeChecked();
    await userEvent.click(screen.getByRole('radio', { name: 'live' }));
    expect(held.current).toBe('live');
  });

  it('keeps a value that is offered', async () => {
    const kept = renderField(ClusterEnvironmentField, {
      api: withEnvironments('test', 'live'),
      value: 'live',
    });
    expect(await screen.findByRole('radio', { name: 'live' })).toBeChecked();
    expect(kept.current).toBe('live');
  });

  it('replaces a value that is not offered', async () => {
    const held = renderField(ClusterEnvironmentField, {
      api: withEnvironments('test', 'live'),
      value: 'dev',
    });
    await waitFor(() => expect(held.current).toBe('test'));
  });

  it('says that there is none, and whom to ask', async () => {
    renderField(ClusterEnvironmentField, { api: withEnvironments() });
    expect(
      await screen.findByText('No environment is available'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('radiogroup')).not.toBeInTheDocument();
  });

  it('offers many environments as a list', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const held = renderField(ClusterEnvironmentField, {
      api: withEnvironments(...names),
    });
    await userEvent.click(await screen.findByRole('button', { name: /Field/ }));
    await userEvent.click(await screen.findByRole('option', { name: 'f' }));
    expect(held.current).toBe('f');
  });

  it('is checked before the next page', async () => {
    const api = fakeApi();
    expect(await validate(clusterEnvironment, undefined, { api })).toEqual([
      'Choose an environment.',
    ]);
    expect(await validate(clusterEnvironment, 'dev', { api })).toEqual([]);
  });
});
