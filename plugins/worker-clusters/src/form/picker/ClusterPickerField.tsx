import { useCallback, useRef, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import Button from '@material-ui/core/Button';
import FormHelperText from '@material-ui/core/FormHelperText';
import Typography from '@material-ui/core/Typography';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  stringifyClusterRef,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { FieldErrors } from '../FieldErrors';
import { SearchInput } from '../inputs/SearchInput';
import { Spoken } from '../inputs/Spoken';
import { useInputStyles } from '../inputs/styles';
import { LoadState } from '../LoadState';
import { useGroupStyles } from '../spec/styles';
import { ChosenCluster, chosenCluster } from '../spec/specOptions';
import { translateFor } from '../translateFor';
import { useLoad } from '../../hooks/useLoad';
import { workerClustersTranslationRef } from '../../translations';
import {
  chosenProblem,
  describeCluster,
  findClusters,
  isSameCluster,
  May,
  toChosen,
} from './clusterOptions';
import { clusterField } from '../clusterField';
import type { clusterPickerSchema } from '../schemas';

const SEARCH_AFTER_MS = 250;

function Chosen(props: {
  label: string;
  cluster: ChosenCluster;
  may: May;
  readOnly: boolean;
  focus: boolean;
  onPress(): void;
}) {
  const { label, cluster, may } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const { chosen } = useGroupStyles();
  const { help } = useInputStyles();
  const { environment, name, managementCluster, namespace } = cluster;
  const { data } = useLoad(
    useCallback(
      async (signal: AbortSignal) => {
        const of = { environment, name, managementCluster, namespace };
        const [problem, { items }] = await Promise.all([
          chosenProblem(api, of, { may, t, signal }),
          api.listClusters({ name, limit: 20 }, { signal }),
        ]);
        return {
          problem,
          cluster: items.find(item => isSameCluster(item, of)),
        };
      },
      [api, environment, name, managementCluster, namespace, may, t],
    ),
  );
  return (
    <div>
      <div className={chosen} role="group" aria-label={label}>
        <div>
          <Typography variant="caption" color="textSecondary" component="p">
            {label}
          </Typography>
          <Typography>
            <strong>{name}</strong>
          </Typography>
          <Typography variant="body2" color="textSecondary">
            {data?.cluster ? describeCluster(data.cluster, t) : environment}
          </Typography>
        </div>
        {!props.readOnly && (
          <Button
            variant="outlined"
            size="small"
            // The search field that had the focus is gone.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus={props.focus}
            aria-label={t('form.picker.changeLabel', { name })}
            onClick={props.onPress}
          >
            {t('form.picker.change')}
          </Button>
        )}
      </div>
      <FormHelperText component="div" role="status" error className={help}>
        {data?.problem}
      </FormHelperText>
    </div>
  );
}

function Search(props: {
  id: string;
  label: string;
  description?: string;
  required?: boolean;
  may: May;
  errors: string[];
  focus: boolean;
  onChoose(cluster: ChosenCluster): void;
}) {
  const { id, may, errors } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const classes = useInputStyles();
  const api = useApi(workerClustersApiRef);
  const [text, setText] = useState('');
  const [search, setSearch] = useState('');
  useDebounce(() => setSearch(text.trim()), SEARCH_AFTER_MS, [text]);
  const { data, error, loading, retry } = useLoad(
    useCallback(
      signal => findClusters(api, { search, may }, signal),
      [api, search, may],
    ),
  );
  // The list stays while the next search runs, or else it would flicker with each letter.
  const last = useRef<WorkerCluster[]>([]);
  if (data) last.current = data;
  const clusters = data ?? last.current;
  const none = search
    ? t(`form.picker.noneMatches.${may}`, { search })
    : t(`form.picker.none.${may}`);
  const found = t('form.picker.found', { count: clusters.length });
  const help = props.description ?? t(`form.picker.help.${may}`);
  const isNone = !loading && clusters.length === 0;
  if (error) {
    return (
      <LoadState what={t('form.load.fleet')} error={error} retry={retry} />
    );
  }
  return (
    <div>
      <SearchInput
        id={id}
        label={props.label}
        // Never empty, or else it is no description of the input later.
        description={isNone ? none : help}
        placeholder={t('form.picker.placeholder')}
        required={props.required}
        errors={errors}
        // Whoever pressed "Change" wants to type.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={props.focus}
        options={clusters.map(cluster => ({
          id: stringifyClusterRef(cluster),
          label: cluster.name,
          description: describeCluster(cluster, t),
        }))}
        text={text}
        onText={setText}
        onChange={key => {
          const cluster = clusters.find(c => stringifyClusterRef(c) === key);
          const chosen = cluster && toChosen(cluster);
          if (chosen) props.onChoose(chosen);
        }}
      />
      <FormHelperText
        component="div"
        role="status"
        className={`${classes.help} ${classes.line}`}
      >
        {isNone && <Spoken>{none}</Spoken>}
        {!isNone && (loading ? t('form.picker.searching') : found)}
      </FormHelperText>
    </div>
  );
}

/** One cluster of the fleet, of those for which the user may make requests. */
export function ClusterPickerField(props: typeof clusterPickerSchema.TProps) {
  const { formData, onChange, rawErrors = [], uiSchema, idSchema } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  // Once somebody chose or pressed "Change", what replaces the part that had the focus takes it.
  const [focus, setFocus] = useState(false);
  const may = uiSchema?.['ui:options']?.may ?? 'update';
  const label = props.schema.title ?? t('form.picker.label');
  const id = idSchema?.$id ?? 'cluster';
  const chosen = chosenCluster({ cluster: formData });
  if (chosen) {
    return (
      <div>
        <Chosen
          label={label}
          cluster={chosen}
          may={may}
          readOnly={props.readonly || props.disabled}
          focus={focus}
          onPress={() => {
            setFocus(true);
            // What is not shown must not be requested: the field is empty until another one is chosen.
            onChange(undefined);
          }}
        />
        <FieldErrors id={`${id}-errors`} errors={rawErrors} />
      </div>
    );
  }
  return (
    <Search
      id={id}
      label={label}
      description={props.schema.description}
      required={props.required}
      may={may}
      errors={rawErrors.length > 0 ? [t('form.picker.missing')] : []}
      focus={focus}
      onChoose={cluster => {
        setFocus(true);
        onChange(cluster);
      }}
    />
  );
}

export const clusterPicker = clusterField({
  component: ClusterPickerField,
  validation: async (value, validation, { apiHolder, uiSchema }) => {
    const t = translateFor(apiHolder);
    const chosen = chosenCluster({ cluster: value });
    if (!chosen) {
      validation.addError(t('form.picker.missing'));
      return;
    }
    const api = apiHolder.get(workerClustersApiRef);
    const may = uiSchema?.['ui:options']?.may ?? 'update';
    // An unreachable backend is said on the next page.
    const problem =
      api &&
      (await chosenProblem(api, chosen, { may, t }).catch(() => undefined));
    if (problem) validation.addError(problem);
  },
});
