import { useEffect } from 'react';
import Button from '@material-ui/core/Button';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FieldErrors, useShownErrors } from '../FieldErrors';
import { LoadState } from '../LoadState';
import { translateFor } from '../translateFor';
import { isObject } from '../spec/json';
import { PreviewView, resultOf } from './PreviewView';
import {
  fingerprintOf,
  readRequest,
  reviewProblem,
  ReviewValue,
} from './request';
import { Notice } from '../inputs/Notice';
import { Spoken } from '../inputs/Spoken';
import { TextInput } from '../inputs/TextInput';
import { useReviewStyles } from './styles';
import { usePreview } from './usePreview';
import { type UserCredentials, useUserCredentials } from './useUserCredentials';
import { messageOf } from '../../format';
import { workerClustersTranslationRef } from '../../translations';
import { clusterField } from '../clusterField';
import type { clusterReviewSchema } from '../schemas';

function Confirmation(props: {
  id: string;
  name: string;
  typed: string;
  /** Somebody tried to go on. */
  demanded: boolean;
  onChange(typed: string): void;
}) {
  const { id, name, typed, demanded, onChange } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const wrong =
    typed === ''
      ? t('form.review.confirm.missing', { name })
      : t('form.review.confirm.wrong', { name });
  const { errors, onBlur } = useShownErrors(
    typed !== name && (typed !== '' || demanded) ? [wrong] : [],
    demanded,
  );
  return (
    <TextInput
      id={`${id}-confirmation`}
      label={t('form.review.confirm.label')}
      description={t('form.review.confirm.help', { name })}
      value={typed}
      onChange={onChange}
      onBlur={onBlur}
      required
      errors={errors}
    />
  );
}

/** Shown until the user has signed in to the Git host. */
function SignIn({ url = '', error, signIn }: UserCredentials) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <Notice
      status={error ? 'error' : 'warning'}
      title={t('form.review.signIn.title', { host: new URL(url).host })}
      actions={
        <Button variant="outlined" size="small" onClick={signIn}>
          {t('form.review.signIn.button')}
        </Button>
      }
    >
      {error
        ? t('form.review.signIn.failed', { message: messageOf(error) })
        : t('form.review.signIn.why')}
    </Notice>
  );
}

/** The effects of the request; the last page before it is submitted. */
export function ClusterReviewField(props: typeof clusterReviewSchema.TProps) {
  const { formData, onChange, rawErrors = [], uiSchema, idSchema } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const verb = uiSchema?.['ui:options']?.verb ?? 'create';
  const { input, missing } = readRequest(verb, props.formContext?.formData, t);
  const { preview, error, retry } = usePreview(input);
  const id = idSchema?.$id ?? 'review';

  const typed =
    isObject(formData) && typeof formData.confirmedName === 'string'
      ? formData.confirmedName
      : undefined;
  const credentials = useUserCredentials(
    uiSchema?.['ui:options']?.requestUserCredentials ?? false,
  );
  const mayGoOn = credentials.state === 'none' || credentials.state === 'ready';
  const allowed = preview?.allowed ?? false;
  const fingerprint = preview && input && mayGoOn ? fingerprintOf(input) : '';
  const known =
    isObject(formData) &&
    formData.allowed === allowed &&
    formData.fingerprint === fingerprint;
  useEffect(() => {
    if (known) return;
    const next: ReviewValue = { allowed, fingerprint };
    // What was typed for another cluster fails the comparison by itself.
    if (typed !== undefined) next.confirmedName = typed;
    onChange(next);
  }, [known, allowed, fingerprint, typed, onChange]);

  const waiting =
    input && !preview && !error
      ? rawErrors.filter(text => text === t('form.review.unchecked'))
      : [];
  const checked = preview ? resultOf(preview, t) : t('form.review.checking');
  return (
    <div className={useReviewStyles().preview}>
      {/* The only live region: what stands in for the preview is silent. */}
      <div role="status">
        <Spoken>{missing || error ? '' : checked}</Spoken>
      </div>
      {missing && <Notice status="warning" title={missing} />}
      {input && !preview && (
        <LoadState
          what={t('form.load.preview')}
          error={error}
          retry={retry}
          silent
        />
      )}
      {preview && <PreviewView preview={preview} />}
      {credentials.state === 'loading' && credentials.error && (
        <LoadState
          what={t('form.load.repository')}
          error={credentials.error}
          retry={credentials.signIn}
        />
      )}
      {credentials.state === 'needed' && (
        <div role={credentials.error ? 'alert' : undefined}>
          <SignIn {...credentials} />
        </div>
      )}
      {preview?.allowed && input && verb === 'decommission' && (
        <Confirmation
          id={id}
          name={input.name}
          typed={typed ?? ''}
          demanded={rawErrors.length > 0}
          onChange={confirmedName =>
            onChange({ confirmedName, allowed, fingerprint })
          }
        />
      )}
      {/* The result, what is missing and the name have places of their own. */}
      <FieldErrors id={`${id}-errors`} errors={waiting} />
    </div>
  );
}

export const clusterReview = clusterField({
  component: ClusterReviewField,
  validation: (value, validation, { apiHolder, formData, uiSchema }) => {
    const verb = uiSchema?.['ui:options']?.verb ?? 'create';
    const problem = reviewProblem(
      verb,
      value,
      formData,
      translateFor(apiHolder),
    );
    if (problem) validation.addError(problem);
  },
});
