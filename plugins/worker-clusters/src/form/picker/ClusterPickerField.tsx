import { useCallback, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { Button, Combobox, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { workerClustersApiRef } from '../../api';
import { FieldErrors } from '../FieldErrors';
import { onPaper } from '../onPaper';
import styles from '../form.module.css';
import { LoadState } from '../LoadState';
import { ChosenCluster, chosenCluster } from '../spec/specOptions';
import { useLoad } from '../useLoad';
import {
  chosenProblem,
  describeCluster,
  findClusters,
  toChosen,
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
        .describe('Offer only clusters for which the user may ask for this'),
    }),
});

const SEARCH_AFTER_MS = 250;

type May = 'update' | 'decommission';
const VERBS: Record<May, string> = {
  update: 'change',
  decommission: 'decommission',
};

function Chosen(props: {
  label: string;
  cluster: ChosenCluster;
  may: May;
  readOnly: boolean;
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
          cluster: items.find(item => item.environment === environment),
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
  const status = clusters.length === 0 ? none : found;
  const keyOf = (cluster: {
    managementCluster: string;
    namespace: string;
    name: string;
  }) => `${cluster.managementCluster}/${cluster.namespace}/${cluster.name}`;
  if (error) return <LoadState what="The fleet" error={error} retry={retry} />;
  return (
    <div className={styles.field}>
      <Combobox
        id={id}
        label={props.label}
        description={props.description}
        placeholder="Search by name, owner, environment or region"
        isRequired={props.required}
        isInvalid={errors.length > 0}
        aria-describedby={`${id}-errors`}
        // Whoever pressed "Change" wants to type.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={props.focus}
        options={clusters.map(cluster => ({
          id: keyOf(cluster),
          label: cluster.name,
          description: describeCluster(cluster),
        }))}
        loading={{ state: loading ? 'loading' : 'idle' }}
        search={{ mode: 'server', inputValue: text, onInputChange: setText }}
        value={null}
        onChange={key => {
          const cluster = clusters.find(c => keyOf(c) === key);
          const chosen = cluster && toChosen(cluster);
          if (chosen) props.onChoose(chosen);
        }}
      />
      <div role="status" className={styles.status}>
        {loading ? 'Searching…' : status}
      </div>
      <FieldErrors id={`${id}-errors`} errors={errors} />
    </div>
  );
}

/** One cluster of the fleet, of those for which the user may ask for something. */
export function ClusterPickerField(props: typeof schema.TProps) {
  const { formData, onChange, rawErrors = [], uiSchema, idSchema } = props;
  const [changing, setChanging] = useState(false);
  const may = uiSchema?.['ui:options']?.may ?? 'update';
  const label = props.schema.title ?? 'Cluster';
  const id = idSchema?.$id ?? 'cluster';
  const chosen = chosenCluster({ cluster: formData });
  if (chosen && !changing) {
    return (
      <div>
        <Chosen
          label={label}
          cluster={chosen}
          may={may}
          readOnly={props.readonly || props.disabled}
          onPress={() => setChanging(true)}
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
      errors={rawErrors}
      focus={changing}
      onChoose={cluster => {
        setChanging(false);
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
      validation.addError('Choose a cluster.');
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
