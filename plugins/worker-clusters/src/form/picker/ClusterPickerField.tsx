import { useCallback, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { Button, Combobox, Text, VisuallyHidden } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { stringifyClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { FieldErrors } from '../FieldErrors';
import { onPaper } from '../onPaper';
import styles from '../form.module.css';
import { LoadState } from '../LoadState';
import { ChosenCluster, chosenCluster } from '../spec/specOptions';
import { useLoad } from '../../hooks/useLoad';
import {
  chosenProblem,
  describeCluster,
  findClusters,
  isSameCluster,
  May,
  toChosen,
  VERBS,
} from './clusterOptions';

const schema = makeFieldSchema({
  output: z =>
    z.object({
      managementCluster: z.string(),
      namespace: z.string(),
      environment: z.string(),
      name: z.string(),
    }),
  uiOptions: z =>
    z.object({
      may: z
        .enum(['update', 'decommission'])
        .optional()
        .describe('Offer only clusters for which the user may request this'),
    }),
});

const SEARCH_AFTER_MS = 250;
const MISSING = 'Choose a cluster.';

function Chosen(props: {
  label: string;
  cluster: ChosenCluster;
  may: May;
  readOnly: boolean;
  focus: boolean;
  onPress(): void;
}) {
  const { label, cluster, may } = props;
  const api = useApi(workerClustersApiRef);
  const { environment, name, managementCluster, namespace } = cluster;
  const { data } = useLoad(
    useCallback(
      async (signal: AbortSignal) => {
        const chosen = { environment, name, managementCluster, namespace };
        const [problem, { items }] = await Promise.all([
          chosenProblem(api, chosen, may, signal),
          api.listClusters({ name, limit: 20 }, { signal }),
        ]);
        return {
          problem,
          cluster: items.find(item => isSameCluster(item, chosen)),
        };
      },
      [api, environment, name, managementCluster, namespace, may],
    ),
  );
  return (
    <div>
      <div className={styles.chosen} role="group" aria-label={label}>
        <div>
          <Text as="p" variant="body-small" color="secondary">
            {label}
          </Text>
          <Text as="p" weight="bold">
            {name}
          </Text>
          <Text as="p" color="secondary">
            {data?.cluster ? describeCluster(data.cluster) : environment}
          </Text>
        </div>
        {!props.readOnly && (
          <Button
            variant="secondary"
            // The search field that had the focus is gone.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus={props.focus}
            aria-label={`Change: choose a cluster other than ${name}`}
            onPress={props.onPress}
          >
            Change
          </Button>
        )}
      </div>
      <div role="status" className={styles.error}>
        {data?.problem}
      </div>
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
  const clusters = data ?? [];
  const none = search
    ? `No cluster that you may ${VERBS[may]} matches '${search}'. Try another word, or ask the owner of the cluster.`
    : `There is no cluster that you may ${VERBS[may]}. Ask the owner of the cluster to do it, or the platform team for the permission.`;
  const found =
    clusters.length === 1 ? '1 cluster.' : `${clusters.length} clusters.`;
  const help =
    props.description ?? `One of the clusters that you may ${VERBS[may]}.`;
  const isNone = !loading && clusters.length === 0;
  if (error) return <LoadState what="The fleet" error={error} retry={retry} />;
  return (
    <div className={styles.field}>
      <Combobox
        id={id}
        label={props.label}
        // Above the input: below it, the open list covers it. Never empty, or else it is no description of the input later.
        description={isNone ? none : help}
        placeholder="Search by name, owner, environment or region"
        isRequired={props.required}
        isInvalid={errors.length > 0}
        validationBehavior="aria"
        aria-describedby={`${id}-errors`}
        // Whoever pressed "Change" wants to type.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={props.focus}
        options={clusters.map(cluster => ({
          id: stringifyClusterRef(cluster),
          label: cluster.name,
          description: describeCluster(cluster),
        }))}
        loading={{ state: loading ? 'loading' : 'idle' }}
        search={{ mode: 'server', inputValue: text, onInputChange: setText }}
        value={null}
        onChange={key => {
          // Leaving without a choice is reported as null; unless the text is reset then, the list opens again.
          setText('');
          const cluster = clusters.find(c => stringifyClusterRef(c) === key);
          const chosen = cluster && toChosen(cluster);
          if (chosen) props.onChoose(chosen);
        }}
      />
      {/* The open list hides everything else from screen readers, except for what has this attribute. */}
      <div role="status" className={styles.status} data-live-announcer="true">
        {isNone && <VisuallyHidden>{none}</VisuallyHidden>}
        {!isNone && (loading ? 'Searching…' : found)}
      </div>
      <FieldErrors id={`${id}-errors`} errors={errors} />
    </div>
  );
}

/** One cluster of the fleet, of those for which the user may make requests. */
export function ClusterPickerField(props: typeof schema.TProps) {
  const { formData, onChange, rawErrors = [], uiSchema, idSchema } = props;
  // Once somebody chose or pressed "Change", what replaces the part that had the focus takes it.
  const [focus, setFocus] = useState(false);
  const may = uiSchema?.['ui:options']?.may ?? 'update';
  const label = props.schema.title ?? 'Cluster';
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
      errors={rawErrors.length > 0 ? [MISSING] : []}
      focus={focus}
      onChoose={cluster => {
        setFocus(true);
        onChange(cluster);
      }}
    />
  );
}

export const clusterPicker = createFormField({
  name: 'WorkerClusterPicker',
  component: onPaper(ClusterPickerField),
  schema,
  validation: async (value, validation, { apiHolder, uiSchema }) => {
    const chosen = chosenCluster({ cluster: value });
    if (!chosen) {
      validation.addError(MISSING);
      return;
    }
    const api = apiHolder.get(workerClustersApiRef);
    const may = uiSchema?.['ui:options']?.may ?? 'update';
    // An unreachable backend is said on the next page.
    const problem =
      api && (await chosenProblem(api, chosen, may).catch(() => undefined));
    if (problem) validation.addError(problem);
  },
});
