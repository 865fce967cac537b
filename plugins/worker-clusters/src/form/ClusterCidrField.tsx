import { useCallback } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { cidrProblem } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { CidrInput } from './CidrInput';
import { useShownErrors } from './FieldErrors';
import { useLoad } from '../hooks/useLoad';
import { workerClustersTranslationRef } from '../translations';
import { clusterField } from './clusterField';
import type { clusterCidrSchema } from './schemas';

/** The address range of a cluster's network; offers one that is free, if the backend knows one. */
export function ClusterCidrField(props: typeof clusterCidrSchema.TProps) {
  const { formData, onChange, rawErrors = [], required, idSchema } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  // Without an answer there is no offer: nothing that stops anybody.
  const { data } = useLoad(
    useCallback(signal => api.getClaimForm({ signal }), [api]),
  );
  const problem = formData ? cidrProblem(formData) : undefined;
  const { errors, onBlur } = useShownErrors(
    problem ? [problem] : [],
    rawErrors.length > 0,
  );
  return (
    <CidrInput
      id={idSchema?.$id ?? 'cidr'}
      label={props.schema.title ?? t('form.cidr.label')}
      description={props.schema.description}
      placeholder="10.42.0.0/16"
      value={formData}
      required={required}
      readOnly={props.readonly || props.disabled}
      free={data?.freeCidr}
      // What was said of another value does not hold for this one.
      errors={formData ? errors : rawErrors}
      onChange={onChange}
      onBlur={onBlur}
    />
  );
}

export const clusterCidr = clusterField({
  component: ClusterCidrField,
  validation: (value, validation) => {
    const problem = value && cidrProblem(value);
    if (problem) validation.addError(problem);
  },
});
