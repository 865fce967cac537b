import { useEffect } from 'react';
import { Alert, TextField } from '@backstage/ui';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { FieldErrors, useShownErrors } from '../FieldErrors';
import { LoadState } from '../LoadState';
import { isObject } from '../spec/json';
import { PreviewView, verdictOf } from './PreviewView';
import {
  confirmationProblem,
  fingerprintOf,
  readRequest,
  reviewProblem,
  ReviewValue,
  UNCHECKED,
} from './request';
import { onPaper } from '../onPaper';
import styles from './review.module.css';
import { usePreview } from './usePreview';

const schema = makeFieldSchema({
  output: z =>
    z.object({
      confirmedName: z.string().optional(),
      allowed: z.boolean(),
      fingerprint: z.string(),
    }),
  uiOptions: z =>
    z.object({
      verb: z
        .enum(['create', 'update', 'decommission'])
        .describe('What the template asks for'),
    }),
});

function Confirmation(props: {
  id: string;
  name: string;
  typed: string;
  /** Somebody tried to go on. */
  demanded: boolean;
  onChange(typed: string): void;
}) {
  const { id, name, typed, demanded, onChange } = props;
  const wrong =
    typed === ''
      ? confirmationProblem(name)
      : `This is not the name of the cluster: type ${name}.`;
  const { errors, onBlur } = useShownErrors(
    typed !== name && (typed !== '' || demanded) ? [wrong] : [],
    demanded,
  );
  return (
    <div className={styles.confirm}>
      <TextField
        id={`${id}-confirmation`}
        label="Type the name of the cluster"
        description={`Write ${name} to confirm that it is to be decommissioned.`}
        value={typed}
        onChange={onChange}
        onBlur={onBlur}
        validationBehavior="aria"
        isRequired
        isInvalid={errors.length > 0}
        aria-describedby={`${id}-confirmation-errors`}
        autoComplete="off"
        spellCheck="false"
      />
      <FieldErrors id={`${id}-confirmation-errors`} errors={errors} />
    </div>
  );
}

/** What the request would do; the last page before it is made. */
export function ClusterReviewField(props: typeof schema.TProps) {
  const { formData, onChange, rawErrors = [], uiSchema, idSchema } = props;
  const verb = uiSchema?.['ui:options']?.verb ?? 'create';
  const { input, missing } = readRequest(verb, props.formContext?.formData);
  const { preview, error, retry } = usePreview(input);
  const id = idSchema?.$id ?? 'review';

  const typed =
    isObject(formData) && typeof formData.confirmedName === 'string'
      ? formData.confirmedName
      : undefined;
  const allowed = preview?.allowed ?? false;
  const fingerprint = preview && input ? fingerprintOf(input) : '';
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
      ? rawErrors.filter(text => text === UNCHECKED)
      : [];
  const checked = preview ? verdictOf(preview) : 'Checking the request…';
  return (
    <div className={styles.preview}>
      <div role="status" className={styles.spoken}>
        {missing || error ? '' : checked}
      </div>
      {missing && <Alert icon status="warning" title={missing} />}
      {input && !preview && (
        <LoadState what="The preview" error={error} retry={retry} />
      )}
      {preview && <PreviewView preview={preview} />}
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
      {/* The verdict, the missing and the name have their own places. */}
      <FieldErrors id={`${id}-errors`} errors={waiting} />
    </div>
  );
}

export const clusterReview = createFormField({
  name: 'WorkerClusterReview',
  component: onPaper(ClusterReviewField),
  schema,
  validation: (value, validation, { formData, uiSchema }) => {
    const verb = uiSchema?.['ui:options']?.verb ?? 'create';
    const problem = reviewProblem(verb, value, formData);
    if (problem) validation.addError(problem);
  },
});
