import { useCallback, useEffect } from 'react';
import { Alert, Radio, RadioGroup, Select } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { workerClustersApiRef } from '../api';
import { FieldErrors } from './FieldErrors';
import styles from './form.module.css';
import { LoadState } from './LoadState';
import { onPaper } from './onPaper';
import { useLoad } from '../hooks/useLoad';

const schema = makeFieldSchema({ output: z => z.string() });

/** More environments are a list instead of radio buttons. */
const MOST_RADIOS = 5;

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
      <Alert
        icon
        status="warning"
        title="No environment is available"
        description="The policy of the portal (workerClusters.policy.environments) and the XRD have no environment in common, or neither names one: ask the platform team to add one."
      />
    );
  }
  const id = idSchema?.$id ?? 'environment';
  const errors = rawErrors.length > 0 && !isOffered ? [MISSING] : [];
  const common = {
    label: props.schema.title ?? 'Environment',
    description: props.schema.description,
    isRequired: required,
    isDisabled: props.disabled || props.readonly,
    isInvalid: errors.length > 0,
    'aria-describedby': `${id}-errors`,
  };
  return (
    <div className={styles.field}>
      {offered.length <= MOST_RADIOS ? (
        <RadioGroup {...common} value={formData ?? null} onChange={onChange}>
          {offered.map(name => (
            <Radio key={name} value={name}>
              {name}
            </Radio>
          ))}
        </RadioGroup>
      ) : (
        <Select
          {...common}
          options={offered.map(name => ({ id: name, label: name }))}
          value={formData ?? null}
          onChange={key => {
            if (key !== null) onChange(String(key));
          }}
        />
      )}
      <FieldErrors id={`${id}-errors`} errors={errors} />
    </div>
  );
}

export const clusterEnvironment = createFormField({
  name: 'WorkerClusterEnvironment',
  component: onPaper(ClusterEnvironmentField),
  schema,
  validation: (value, validation) => {
    if (!value) validation.addError(MISSING);
  },
});
