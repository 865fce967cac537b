import { ComponentType, useState } from 'react';
import {
  ApiHolder,
  coreApis,
  identityApiRef,
} from '@backstage/frontend-plugin-api';
import {
  mockApis,
  renderInTestApp,
  type TestAppOptions,
} from '@backstage/frontend-test-utils';
import { scmAuthApiRef } from '@backstage/integration-react';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  SecretsContextProvider,
  useTemplateSecrets,
} from '@backstage/plugin-scaffolder-react';
import type { WorkerClustersApi } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { rootRouteRef } from '../../routes';

const identity = {
  getBackstageIdentity: async () => ({ userEntityRef: 'user:default/ada' }),
};

export const catalog = {
  queryEntities: jest.fn(async () => ({
    items: [
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Group',
        metadata: { namespace: 'default', name: 'payments' },
        spec: { profile: { displayName: 'Payments team' } },
      },
    ],
    totalItems: 1,
    pageInfo: {},
  })),
};

export interface HarnessOptions {
  api: WorkerClustersApi;
  schema?: object;
  options?: object;
  /** Values of the form's other fields. */
  others?: object;
  value?: unknown;
  errors?: string[];
  /** Signs in to the Git host. */
  getCredentials?: jest.Mock;
  /** Of the app. */
  config?: TestAppOptions['config'];
}

/** A field as a page of a template holds it; `current` is its value now, `secrets` are the template's. */
export function renderField(Field: ComponentType<any>, given: HarnessOptions) {
  const held: { current: any; secrets: Record<string, string> } = {
    current: given.value,
    secrets: {},
  };
  function Page() {
    const [value, setValue] = useState(given.value);
    held.current = value;
    held.secrets = useTemplateSecrets().secrets;
    return (
      <Field
        schema={{ title: 'Field', ...given.schema }}
        uiSchema={{ 'ui:options': given.options }}
        idSchema={{ $id: 'root_field' }}
        formData={value}
        formContext={{ formData: given.others ?? {} }}
        rawErrors={given.errors ?? []}
        onChange={setValue}
        required
        disabled={false}
        readonly={false}
      />
    );
  }
  const page = (
    <SecretsContextProvider>
      <Page />
    </SecretsContextProvider>
  );
  const getCredentials = given.getCredentials ?? jest.fn();
  renderInTestApp(page, {
    apis: [
      [scmAuthApiRef, { getCredentials }],
      [workerClustersApiRef, given.api],
      [catalogApiRef, catalog as any],
    ],
    mountedRoutes: { '/worker-clusters': rootRouteRef },
    config: given.config,
  });
  return held;
}

/** What a field's validation says of a value. */
export async function validate(
  field: any,
  value: unknown,
  given: Pick<HarnessOptions, 'api' | 'options' | 'others'>,
): Promise<string[]> {
  const errors: string[] = [];
  const apiHolder = {
    get: (ref: { id: string }) =>
      ({
        [workerClustersApiRef.id]: given.api,
        [identityApiRef.id]: identity,
        [coreApis.translation.id]: mockApis.translation(),
      }[ref.id]),
  } as ApiHolder;
  await field.validation(
    value,
    { addError: (error: string) => errors.push(error) },
    {
      apiHolder,
      formData: given.others ?? {},
      schema: {},
      uiSchema: { 'ui:options': given.options },
    },
  );
  return errors;
}
