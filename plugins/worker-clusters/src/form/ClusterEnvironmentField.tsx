import { useCallback, useEffect } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { workerClustersApiRef } from '../api';
import { ChoiceInput } from './inputs/ChoiceInput';
import { Notice } from './inputs/Notice';
import { LoadState } from './LoadState';
import { useLoad } from '../hooks/useLoad';

const schema = makeFieldSchema({ output: z => z.string() });

const MISSING = 'Choose an environment.';

/** The environments of the XRD that the policy allows. The first one is selected. */
export function ClusterEnvironmentField(props: typeof schema.TProps) {
  const { formData, onChange, rawErrors = [], required, idSchema } = props;
  const api = useApi(workerClustersApiRef);
  const { data, error, retry } = useLoad(
    useCallback(signal => api.getClaimForm({ signal }), [api]),
  );
  const offered = data?.environments.map(({ name }) => name);
  const first = offered?.[0];
  const isOffered = !!formData && !!offered?.includes(formData);
  useEffect(() => {
    if (first !== undefined && !isOffered) onChange(first);
  }, [first, isOffered, onChange]);

  if (!offered) {
    return <LoadState what="The environments" error={error} retry={retry} />;
  }
  if (offered.length === 0) {
    return (
      <Notice status="warning" title="No environment is available">
        The policy of the portal (workerClusters.policy.environments) and the
        XRD have no environment in common, or neither names one: ask the
        platform team to add one.
      </Notice>
    );
  }
  return (
    <ChoiceInput
      id={idSchema?.$id ?? 'environment'}
      label={props.schema.title ?? 'Environment'}
      description={props.schema.description}
      required={required}
      disabled={props.disabled || props.readonly}
      errors={rawErrors.length > 0 && !isOffered ? [MISSING] : []}
      options={offered.map(name => ({ value: name, label: name }))}
      value={formData}
      onChange={onChange}
    />
  );
}

export const clusterEnvironment = createFormField({
  name: 'WorkerClusterEnvironment',
  component: ClusterEnvironmentField,
  schema,
  validation: (value, validation) => {
    if (!value) validation.addError(MISSING);
  },
});
