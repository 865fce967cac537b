import { useState } from 'react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import validator from '@rjsf/validator-ajv8';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { scmAuthApiRef } from '@backstage/integration-react';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { SecretsContextProvider } from '@backstage/plugin-scaffolder-react';
import { Form } from '@backstage/plugin-scaffolder-react/alpha';
import { workerClustersApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { chosen, fakeApi } from './__testUtils__/fakes';
import { catalog } from './__testUtils__/Harness';
import { ClusterPickerField } from './picker/ClusterPickerField';
import { ClusterReviewField } from './review/ClusterReviewField';
import { ClusterSpecField } from './spec/ClusterSpecField';

const FIELDS: any = {
  Picker: ClusterPickerField,
  Spec: ClusterSpecField,
  Review: ClusterReviewField,
};
const object = (title: string) => ({ type: 'object', title } as const);
const SCHEMA: any = {
  type: 'object',
  properties: {
    cluster: object('Cluster'),
    spec: object('Specification'),
    review: object('Review'),
  },
};
const UI = {
  cluster: { 'ui:field': 'Picker' },
  spec: { 'ui:field': 'Spec', 'ui:options': { mode: 'update' } },
  review: { 'ui:field': 'Review', 'ui:options': { verb: 'update' } },
};

it("works within the scaffolder's own form, each field with the others' values", async () => {
  const held: { current: any } = { current: undefined };
  function Page() {
    const [data, setData] = useState<any>({ cluster: chosen });
    held.current = data;
    return (
      <Form
        validator={validator}
        fields={FIELDS}
        schema={SCHEMA}
        uiSchema={UI}
        formData={data}
        formContext={{ formData: data }}
        onChange={event =>
          setData((before: any) => ({ ...before, ...event.formData }))
        }
      />
    );
  }
  const api = fakeApi();
  const { container } = renderInTestApp(
    <SecretsContextProvider>
      <Page />
    </SecretsContextProvider>,
    {
      apis: [
        [scmAuthApiRef, { getCredentials: jest.fn() }],
        [workerClustersApiRef, api],
        [catalogApiRef, catalog as any],
      ],
      mountedRoutes: { '/worker-clusters': rootRouteRef },
    },
  );
  await userEvent.click(await screen.findByRole('radio', { name: 'large' }));
  await waitFor(() =>
    expect(api.previewRequest).toHaveBeenLastCalledWith(
      {
        verb: 'update',
        environment: 'dev',
        name: 'payments-dev',
        spec: { nodes: { size: 'large' } },
      },
      expect.anything(),
    ),
  );
  await waitFor(() => expect(held.current.review.allowed).toBe(true));
  expect(held.current.spec).toEqual({ nodes: { size: 'large' } });
  // A form within a form would send itself.
  expect(container.querySelectorAll('form form')).toHaveLength(0);
}, 20_000);
