import { useEffect, useState } from 'react';
import FormHelperText from '@material-ui/core/FormHelperText';
import {
  identityApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { checkClusterName } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { workerClustersTranslationRef } from '../translations';
import { useInputStyles } from './inputs/styles';
import { TextInput } from './inputs/TextInput';
import { describeTaken, nameTaken } from './nameTaken';
import { translateFor } from './translateFor';
import { clusterField } from './clusterField';
import type { clusterNameSchema } from './schemas';

const CHECK_AFTER_MS = 300;

type Check = {
  kind: 'none' | 'checking' | 'free' | 'own' | 'unknown' | 'problem';
  text: string;
};
const NONE: Check = { kind: 'none', text: '' };

/** What is wrong with the shape of a name, as a whole sentence. */
function nameProblem(name: string): string | undefined {
  const problem = checkClusterName(name);
  // The name is in the input beside it: hearing it again only delays what is wrong.
  return problem && `${problem.replace(`'${name.slice(0, 80)}' `, '')}.`;
}

/** A name for a new cluster, checked for its shape and for being free while it is typed. */
export function ClusterNameField(props: typeof clusterNameSchema.TProps) {
  const { formData, onChange, rawErrors = [], required, uiSchema } = props;
  const api = useApi(workerClustersApiRef);
  const identity = useApi(identityApiRef);
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const [check, setCheck] = useState<Check>(NONE);
  const name = formData ?? '';
  const id = props.idSchema?.$id ?? 'name';
  const statusId = `${id}-status`;
  const classes = useInputStyles();

  useEffect(() => {
    // Nothing is said while somebody types: each letter would be announced.
    setCheck(NONE);
    if (name === '') return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const problem = nameProblem(name);
      if (problem) {
        setCheck({ kind: 'problem', text: problem });
        return;
      }
      setCheck({
        kind: 'checking',
        text: t('form.name.checking'),
      });
      nameTaken({ api, identity }, name, abort.signal).then(
        taken => {
          if (abort.signal.aborted) return;
          if (!taken) setCheck({ kind: 'free', text: t('form.name.free') });
          else
            setCheck({
              kind: taken.own ? 'own' : 'problem',
              text: describeTaken(taken, t),
            });
        },
        () => {
          // The action checks again: an unreachable backend must not stop somebody from typing.
          if (!abort.signal.aborted) {
            setCheck({ kind: 'unknown', text: t('form.name.unknown') });
          }
        },
      );
    }, CHECK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [api, identity, name, t]);

  const wrong = check.kind === 'problem' || rawErrors.length > 0;
  const missing = name === '' && rawErrors.length > 0;
  return (
    <div>
      <TextInput
        id={id}
        label={props.schema.title ?? t('form.name.label')}
        description={props.schema.description}
        value={name}
        onChange={value => onChange(value === '' ? undefined : value)}
        required={required}
        invalid={wrong}
        // The template asks for it; the name is its first field.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={uiSchema['ui:autofocus']}
        describedById={statusId}
      />
      <FormHelperText
        id={statusId}
        component="div"
        role="status"
        error={check.kind === 'problem' || missing}
        className={`${classes.help} ${classes.line}`}
      >
        {missing ? nameProblem(name) : check.text}
      </FormHelperText>
    </div>
  );
}

export const clusterName = clusterField({
  component: ClusterNameField,
  validation: async (value, validation, { apiHolder }) => {
    const problem = nameProblem(value ?? '');
    if (problem) {
      validation.addError(problem);
      return;
    }
    const api = apiHolder.get(workerClustersApiRef);
    const identity = apiHolder.get(identityApiRef);
    if (!api || !identity) return;
    const taken = await nameTaken({ api, identity }, value).catch(
      () => undefined,
    );
    if (taken && !taken.own) {
      validation.addError(describeTaken(taken, translateFor(apiHolder)));
    }
  },
});
