import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { t } from '../../translations/__testUtils__/english';
import { chosen, claimForm, fakeApi, preview } from '../__testUtils__/fakes';
import { renderField, validate } from '../__testUtils__/Harness';
import { clusterReview, ClusterReviewField } from './ClusterReviewField';
import { diffLines } from '../../components/diffLines';
import { fingerprintOf, readRequest } from './request';
import { TOKEN_SECRET } from './useUserCredentials';

const create = {
  name: 'payments-dev',
  environment: 'dev',
  spec: { region: 'eu-west-1' },
};
const of = (verb: any, formData: object) =>
  fingerprintOf(readRequest(verb, formData, t).input!);

describe('WorkerClusterReview', () => {
  it('shows what a new cluster is, and holds that it is allowed', async () => {
    const api = fakeApi({
      previewRequest: jest.fn(async () =>
        preview({
          findings: [
            { severity: 'info', rule: 'quota', message: 'Two are left.' },
            {
              severity: 'warning',
              rule: 'version',
              field: 'spec.kubernetesVersion',
              message: 'The version ends soon.',
            },
          ],
          changes: [
            {
              field: 'spec.nodes.max',
              label: 'Maximum number of nodes',
              before: '4',
              after: '9',
            },
          ],
          resources: [
            { kind: 'VPC', count: 1 },
            { kind: 'Subnet', count: 3 },
          ],
          cost: { currency: 'USD', monthly: { min: 100, max: 200 } },
        }),
      ),
    });
    const held = renderField(ClusterReviewField, {
      api,
      others: create,
      options: { verb: 'create' },
    });
    expect(
      (await screen.findAllByText('Ready to submit, with 1 warning.')).length,
    ).toBeGreaterThan(0);
    expect(api.previewRequest).toHaveBeenCalledWith(
      { verb: 'create', ...create },
      expect.anything(),
    );
    const checks = screen.getByRole('region', { name: 'Check results' });
    expect(
      within(checks)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      expect.stringContaining('Warning'),
      expect.stringContaining('Note'),
    ]);
    const specification = screen.getByRole('region', { name: 'Specification' });
    expect(
      within(specification)
        .getAllByRole('row')
        .map(row => row.textContent),
    ).toEqual(['FieldDefaultValue', 'Maximum number of nodes49']);
    expect(screen.getByText('3 × Subnet')).toBeInTheDocument();
    expect(screen.getByText(/100.* to .*200.* a month/)).toBeInTheDocument();
    const file = screen.getByRole('region', { name: /^The file crossplane/ });
    expect(file).toHaveTextContent('kind: WorkerCluster');
    expect(file).toHaveAttribute('tabindex', '0');
    await waitFor(() =>
      expect(held.current).toEqual({
        allowed: true,
        fingerprint: of('create', create),
      }),
    );
  });

  it("opens the pull request with the portal's token where nothing else is configured", async () => {
    const getCredentials = jest.fn();
    const held = renderField(ClusterReviewField, {
      api: fakeApi(),
      others: create,
      options: { verb: 'create' },
      getCredentials,
    });
    await waitFor(() => expect(held.current?.fingerprint).toBeTruthy());
    expect(getCredentials).not.toHaveBeenCalled();
    expect(held.secrets).toEqual({});
  });

  it.each([
    ['the portal requires it', true, {}],
    ['the template requests it', false, { requestUserCredentials: true }],
  ])(
    "passes the user's own token on if %s, and waits for it",
    async (_, requiresUserCredentials, options) => {
      const url = 'https://github.com/acme/gitops';
      const getCredentials = jest
        .fn()
        .mockRejectedValueOnce(new Error('Popup was closed'))
        .mockResolvedValueOnce({ token: 'own-t0ken', headers: {} });
      const held = renderField(ClusterReviewField, {
        api: fakeApi({
          getClaimForm: async () =>
            claimForm({ repository: { url, requiresUserCredentials } }),
        }),
        others: create,
        options: { verb: 'create', ...options },
        getCredentials,
      });
      expect(
        await screen.findByText('Sign-in failed: Popup was closed'),
      ).toBeInTheDocument();
      expect(screen.getByRole('alert')).toHaveTextContent(
        'Sign in to github.com',
      );
      await waitFor(() =>
        expect(held.current).toEqual({ allowed: true, fingerprint: '' }),
      );

      await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
      await waitFor(() =>
        expect(held.current).toEqual({
          allowed: true,
          fingerprint: of('create', create),
        }),
      );
      expect(held.secrets).toEqual({ [TOKEN_SECRET]: 'own-t0ken' });
      expect(getCredentials).toHaveBeenLastCalledWith({
        url,
        additionalScope: { repoWrite: true },
      });
      expect(screen.queryByText(/Sign in to/)).not.toBeInTheDocument();
    },
  );

  it("waits for the repository where the template requests the user's own token", async () => {
    const held = renderField(ClusterReviewField, {
      api: fakeApi({
        getClaimForm: jest
          .fn()
          .mockRejectedValueOnce(new Error('No answer.'))
          .mockResolvedValue(claimForm()),
      }),
      others: create,
      options: { verb: 'create', requestUserCredentials: true },
    });
    expect(await screen.findByText('No answer.')).toBeInTheDocument();
    await waitFor(() =>
      expect(held.current).toEqual({ allowed: true, fingerprint: '' }),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() =>
      expect(held.current).toEqual({
        allowed: true,
        fingerprint: of('create', create),
      }),
    );
  });

  it('says what is wrong with a request', async () => {
    const held = renderField(ClusterReviewField, {
      api: fakeApi({
        previewRequest: jest.fn(async () =>
          preview({
            allowed: false,
            findings: [
              {
                severity: 'error',
                rule: 'taken',
                message:
                  'Pull request #7 requests it: https://git.example.org/pull/7.',
              },
              {
                severity: 'error',
                rule: 'cel',
                field: 'spec.nodes',
                message: 'The nodes are too many.',
              },
              {
                severity: 'error',
                rule: 'cel',
                field: 'spec.network.vpcCidr',
                message: 'It is not one of ours.',
              },
            ],
            consequences: ['It is upgraded.'],
            cost: { currency: 'USD', monthly: { min: 100, max: 200 } },
          }),
        ),
      }),
      others: create,
    });
    expect(
      (await screen.findAllByText(/^Not ready to submit: 3 errors/)).length,
    ).toBeGreaterThan(0);
    expect(
      screen.getByRole('link', { name: 'https://git.example.org/pull/7' }),
    ).toHaveAttribute('href', 'https://git.example.org/pull/7');
    // A path only where the message does not name the field.
    expect(screen.queryByText('spec.nodes')).not.toBeInTheDocument();
    expect(screen.getByText('spec.network.vpcCidr')).toBeInTheDocument();
    // What will not happen has no consequences and no cost.
    expect(screen.queryByText('It is upgraded.')).not.toBeInTheDocument();
    expect(screen.queryByText(/a month/)).not.toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'The file' })).toBeVisible();
    await waitFor(() => expect(held.current.allowed).toBe(false));
  });

  it('shows changes as a table and as a diff', async () => {
    renderField(ClusterReviewField, {
      api: fakeApi({
        previewRequest: jest.fn(async () =>
          preview({
            verb: 'update',
            diff: '@@ -1,2 +1,2 @@\n nodes:\n-  max: 4\n+  max: 6\n',
            changes: [
              {
                field: 'spec.nodes.max',
                label: 'Maximum number of nodes',
                before: '4',
                after: '6',
              },
            ],
            consequences: ['Nodes are added; nothing restarts.'],
          }),
        ),
      }),
      others: { cluster: chosen, spec: { nodes: { max: 6 } } },
      options: { verb: 'update' },
    });
    expect(
      await screen.findByRole('row', { name: 'Maximum number of nodes 4 6' }),
    ).toBeInTheDocument();
    expect(screen.getByText(/nothing restarts/)).toBeInTheDocument();
    const diff = screen.getByRole('region', { name: /^Changes of the file c/ });
    expect(diff).toHaveTextContent(/Removed: - max: 4/);
    expect(diff).toHaveTextContent(/Added: \+ max: 6/);
  });

  it('asks for the name before it decommissions', async () => {
    const api = fakeApi({
      previewRequest: jest.fn(async () =>
        preview({
          verb: 'decommission',
          after: undefined,
          consequences: ['All data of the cluster is lost.'],
        }),
      ),
    });
    const others = { cluster: chosen };
    const options = { verb: 'decommission' };
    const held = renderField(ClusterReviewField, { api, others, options });
    const input = await screen.findByRole('textbox', {
      name: /Type the name of the cluster/,
    });
    const lost = screen.getByText('All data of the cluster is lost.');
    const result = screen
      .getAllByText('Ready to submit.')
      .find(element => !element.closest('[role=status]'))!;
    expect(
      // eslint-disable-next-line no-bitwise
      lost.compareDocumentPosition(result) & Node.DOCUMENT_POSITION_FOLLOWING,
    ).toBeTruthy();
    expect(result.closest('[data-status]')).toHaveAttribute(
      'data-status',
      'info',
    );
    expect(document.activeElement).toContainElement(result);
    expect(document.activeElement).not.toBe(document.body);
    await userEvent.type(input, 'payments{Tab}');
    expect(
      screen.getByText(/This is not the name of the cluster/),
    ).toBeInTheDocument();
    const given = { api, others, options };
    expect(await validate(clusterReview, held.current, given)).toEqual([
      'Type the name of the cluster, payments-dev, to confirm.',
    ]);
    await userEvent.type(input, '-dev');
    expect(held.current).toEqual({
      confirmedName: 'payments-dev',
      allowed: true,
      fingerprint: of('decommission', others),
    });
    expect(await validate(clusterReview, held.current, given)).toEqual([]);
  });

  it('blocks while the preview is loading, failed, or is of another request', async () => {
    const api = fakeApi({
      previewRequest: jest.fn().mockRejectedValue(new Error('No answer.')),
    });
    const held = renderField(ClusterReviewField, { api, others: create });
    expect(await screen.findByText('No answer.')).toBeInTheDocument();
    const options = { verb: 'create' };
    expect(held.current).toEqual({ allowed: false, fingerprint: '' });
    expect(
      await validate(clusterReview, held.current, {
        api,
        others: create,
        options,
      }),
    ).toEqual(['Wait until the request has been checked.']);
    const value = { allowed: true, fingerprint: of('create', create) };
    const other = { ...create, spec: { region: 'us-east-1' } };
    expect(
      await validate(clusterReview, value, { api, others: other, options }),
    ).toEqual(['Wait until the request has been checked.']);
    expect(
      await validate(
        clusterReview,
        { ...value, allowed: false },
        { api, others: create, options },
      ),
    ).toEqual([expect.stringMatching(/not allowed/)]);
  });

  it('does not ask to wait for what has come', async () => {
    renderField(ClusterReviewField, {
      api: fakeApi(),
      others: create,
      errors: ['Wait until the request has been checked.'],
    });
    expect(await screen.findByText(/^Wait until/)).toBeInTheDocument();
    await screen.findByRole('region', { name: 'The file' });
    expect(screen.queryByText(/^Wait until/)).not.toBeInTheDocument();
  });

  it('says at the field that the name is missing', async () => {
    renderField(ClusterReviewField, {
      api: fakeApi(),
      others: { cluster: chosen },
      options: { verb: 'decommission' },
      errors: ['Type the name of the cluster, payments-dev, to confirm.'],
    });
    const input = await screen.findByRole('textbox', { name: /Type the name/ });
    expect(input).toHaveAccessibleDescription(/payments-dev, to confirm\./);
    await userEvent.type(input, 'payments-dev');
    expect(input).not.toHaveAccessibleDescription(/to confirm\.$/);
    expect(input).toBeValid();
  });

  it('shows the end of a lifetime as a local date, with the time of the claim as a tooltip', async () => {
    const before = '2026-12-28T12:00:00Z';
    const after = '2027-01-11T12:00:00Z';
    jest.spyOn(navigator, 'languages', 'get').mockReturnValue(['en-GB']);
    renderField(ClusterReviewField, {
      api: fakeApi({
        previewRequest: jest.fn(async () =>
          preview({
            verb: 'update',
            changes: [{ field: 'f', label: 'End of lifetime', before, after }],
            consequences: [`The lifetime of the cluster ends at ${after}.`],
          }),
        ),
      }),
      others: { cluster: chosen, extend: true },
      options: { verb: 'update' },
    });
    const row = await screen.findByRole('row', { name: /End of lifetime/ });
    expect(row).toHaveTextContent(/28 Dec 2026.*11 Jan 2027/);
    expect(row).not.toHaveTextContent('T12:00');
    expect(screen.getByTitle(before)).toHaveAttribute('datetime', before);
    expect(screen.getAllByTitle(after)).toHaveLength(2);
  });

  it('has one live region while the preview is loaded', async () => {
    renderField(ClusterReviewField, {
      api: fakeApi({ previewRequest: jest.fn(() => new Promise(() => {})) }),
      others: create,
    });
    expect(await screen.findAllByRole('status')).toHaveLength(1);
    expect(screen.getByRole('status')).toHaveTextContent(
      'Checking the request…',
    );
  });

  it('says what is missing', async () => {
    const api = fakeApi();
    renderField(ClusterReviewField, { api, options: { verb: 'update' } });
    expect(
      await screen.findByText('Go back and choose a cluster.'),
    ).toBeInTheDocument();
    expect(api.previewRequest).not.toHaveBeenCalled();
  });
});

it('has the same fingerprint for the same request, whatever the order', () => {
  const a = {
    verb: 'create',
    environment: 'e',
    name: 'n',
    spec: { a: 1, b: 2 },
  };
  const b = {
    spec: { b: 2, a: 1 },
    name: 'n',
    environment: 'e',
    verb: 'create',
  };
  expect(fingerprintOf(a as any)).toBe(fingerprintOf(b as any));
  expect(fingerprintOf(a as any)).not.toBe(
    fingerprintOf({ ...a, spec: { a: 1, b: 3 } } as any),
  );
});

it('reads a diff', () => {
  expect(diffLines('@@ -1 +1 @@\n same\n-old\n+new\n')).toEqual([
    { kind: 'place', text: '@@ -1 +1 @@' },
    { kind: 'same', text: 'same' },
    { kind: 'removed', text: 'old' },
    { kind: 'added', text: 'new' },
  ]);
});
