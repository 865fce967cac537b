import { useCallback, useEffect, useMemo } from 'react';
import Typography from '@material-ui/core/Typography';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type ClaimDocument,
  mergePatch,
  mergePatchOf,
  parseClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { messageOf } from '../../format';
import { workerClustersTranslationRef } from '../../translations';
import { FieldErrors } from '../FieldErrors';
import { Notice } from '../inputs/Notice';
import { FormLink } from '../inputs/FormLink';
import { LoadState } from '../LoadState';
import { translateFor } from '../translateFor';
import { useLoad } from '../../hooks/useLoad';
import { checkSpec } from './checkSpec';
import { isObject, Json, prune } from './json';
import { SpecForm } from './SpecForm';
import { chosenCluster, environmentOf, formFor } from './specOptions';
import { takeLostFocus } from './takeLostFocus';
import { useGroupStyles } from './styles';
import { useBoundPatch } from './useBoundPatch';
import { clusterField } from '../clusterField';
import type { clusterSpecSchema } from '../schemas';

const NOTHING: Json = {};

function OpenRequests({
  requests,
}: {
  requests: ClaimDocument['openRequests'];
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  if (requests.length === 0) return null;
  return (
    <Notice status="warning" title={t('form.spec.openRequests')}>
      {requests.map(({ number, url, title }) => (
        <div key={number}>
          <FormLink href={url}>
            #{number} {title}
          </FormLink>
        </div>
      ))}
    </Notice>
  );
}

/** The spec of a claim, asked by the schema that the management cluster has now. */
export function ClusterSpecField(props: typeof clusterSpecSchema.TProps) {
  const { formData, onChange, rawErrors = [], uiSchema, idSchema } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const classes = useGroupStyles();
  const options = uiSchema?.['ui:options'] ?? {};
  const { mode = 'create' } = options;
  const shown = JSON.stringify([options.only, options.hide]);
  const others = props.formContext?.formData;
  const cluster = mode === 'update' ? chosenCluster(others) : undefined;
  const environment = environmentOf(others, mode);
  const target = cluster && stringifyClusterRef(cluster);
  const nobody = mode === 'update' && !cluster;

  const { data, error, loading, retry } = useLoad(
    useCallback(
      async (signal: AbortSignal) => {
        const [claimForm, claim] = await Promise.all([
          api.getClaimForm({ signal }),
          target === undefined
            ? undefined
            : api.getClaim(parseClusterRef(target), { signal }),
        ]);
        return { claimForm, claim };
      },
      [api, target],
    ),
  );

  const form = useMemo(() => {
    const [only, hide] = JSON.parse(shown);
    return (
      data &&
      formFor(
        data.claimForm,
        { mode, only: only ?? undefined, hide: hide ?? undefined },
        { environment, current: data.claim?.spec },
      )
    );
  }, [data, mode, shown, environment]);
  const initial = data?.claim?.spec ?? NOTHING;
  const foreign = useBoundPatch(target, formData, onChange);
  const entered = isObject(formData) && !foreign ? formData : NOTHING;
  const value = useMemo(
    () => (mode === 'update' ? mergePatch(initial, entered) : entered) as Json,
    [mode, initial, entered],
  );

  // The scaffolder checks only fields that have a value.
  const missing = formData === undefined;
  useEffect(() => {
    if (missing) onChange({});
  }, [missing, onChange]);

  const showAll = rawErrors.length > 0;
  const { freeCidr, owners } = data?.claimForm ?? {};
  const title = props.schema.title;
  const fields = Object.keys(form?.schema.properties ?? {});
  const heading = fields.length === 1 ? title : undefined;
  const context = useMemo(
    () => ({ showAll, initial, freeCidr, owners, heading }),
    [showAll, initial, freeCidr, owners, heading],
  );

  if (nobody) {
    return (
      <Typography color="textSecondary">
        {t('form.spec.chooseFirst')}
      </Typography>
    );
  }
  if (loading || error || !data || !form) {
    return <LoadState what={t('form.load.form')} error={error} retry={retry} />;
  }
  const policy = data.claimForm.environments.find(e => e.name === environment);
  const id = idSchema?.$id ?? 'spec';
  const unchanged =
    Object.keys(entered).length === 0
      ? rawErrors.filter(text => text === t('form.spec.unchanged'))
      : [];
  return (
    <div
      role="group"
      aria-label={title ?? t('form.spec.label')}
      aria-describedby={`${id}-step-errors`}
      className={classes.fields}
    >
      {title && (
        <Typography
          component="h2"
          variant="h5"
          tabIndex={-1}
          ref={takeLostFocus}
          className={classes.focused}
        >
          {title}
        </Typography>
      )}
      {props.schema.description && (
        <Typography color="textSecondary">
          {props.schema.description}
        </Typography>
      )}
      {data.claim && <OpenRequests requests={data.claim.openRequests} />}
      {policy?.secondApprover && (
        <Notice
          status="info"
          title={t('form.spec.secondApprover', {
            environment: policy.name,
            approver: policy.secondApprover,
          })}
        />
      )}
      {form.empty ? (
        <Typography color="textSecondary">{t('form.spec.empty')}</Typography>
      ) : (
        <SpecForm
          id={id}
          form={form}
          value={value}
          context={context}
          onChange={next =>
            onChange(
              mode === 'update'
                ? mergePatchOf(prune(initial), prune(next))
                : prune(next),
            )
          }
        />
      )}
      {/* What is wrong with a field is said beside it. */}
      <FieldErrors id={`${id}-step-errors`} errors={unchanged} />
    </div>
  );
}

export const clusterSpec = clusterField({
  component: ClusterSpecField,
  validation: async (value, validation, { apiHolder, formData, uiSchema }) => {
    const t = translateFor(apiHolder);
    const api = apiHolder.get(workerClustersApiRef);
    const options = uiSchema?.['ui:options'] ?? {};
    const { mode = 'create' } = options;
    const entered = isObject(value) ? value : NOTHING;
    const cluster = chosenCluster(formData);
    if (mode === 'update' && !cluster) {
      validation.addError(t('form.spec.goBack'));
      return;
    }
    if (mode === 'update' && Object.keys(entered).length === 0) {
      validation.addError(t('form.spec.unchanged'));
      return;
    }
    try {
      const form = await api!.getClaimForm();
      const claim =
        mode === 'update' && cluster ? await api!.getClaim(cluster) : undefined;
      const problems = checkSpec(
        (mode === 'update'
          ? mergePatch(claim?.spec, entered)
          : entered) as Json,
        formFor(form, options, {
          environment: environmentOf(formData, mode),
          current: claim?.spec,
        }),
        t,
      );
      for (const problem of problems) validation.addError(problem);
    } catch (error) {
      // Nobody has seen what would be requested.
      validation.addError(
        t('form.spec.notLoaded', { message: messageOf(error as Error) }),
      );
    }
  },
});
