import { useCallback, useEffect } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersApiRef } from '../api';
import { ChoiceInput } from './inputs/ChoiceInput';
import { Notice } from './inputs/Notice';
import { LoadState } from './LoadState';
import { translateFor } from './translateFor';
import { useLoad } from '../hooks/useLoad';
import { workerClustersTranslationRef } from '../translations';
import { clusterField } from './clusterField';
import type { clusterEnvironmentSchema } from './schemas';

/** The environments of the XRD that the policy allows. The first one is selected. */
export function ClusterEnvironmentField(
  props: typeof clusterEnvironmentSchema.TProps,
) {
  const { formData, onChange, rawErrors = [], required, idSchema } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
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
    return (
      <LoadState
        what={t('form.load.environments')}
        error={error}
        retry={retry}
      />
    );
  }
  if (offered.length === 0) {
    return (
      <Notice status="warning" title={t('form.environment.none')}>
        {t('form.environment.noneWhy')}
      </Notice>
    );
  }
  return (
    <ChoiceInput
      id={idSchema?.$id ?? 'environment'}
      label={props.schema.title ?? t('form.environment.label')}
      description={props.schema.description}
      required={required}
      disabled={props.disabled || props.readonly}
      errors={
        rawErrors.length > 0 && !isOffered
          ? [t('form.environment.missing')]
          : []
      }
      options={offered.map(name => ({ value: name, label: name }))}
      value={formData}
      onChange={onChange}
    />
  );
}

export const clusterEnvironment = clusterField({
  component: ClusterEnvironmentField,
  validation: (value, validation, { apiHolder }) => {
    if (!value) {
      validation.addError(translateFor(apiHolder)('form.environment.missing'));
    }
  },
});
