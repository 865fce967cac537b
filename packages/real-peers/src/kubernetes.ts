import { Answer, call, Connection } from './client';

/** An object as people write it: JSON. */
export type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    annotations?: Record<string, string>;
    [key: string]: unknown;
  };
  [key: string]: any;
};

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Waits until something holds. @throws Error with what `describe` returns, after `seconds` */
export async function eventually(
  holds: () => Promise<boolean>,
  describe: () => string = () => 'It did not come about.',
  seconds = 30,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(describe());
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** Looks until nothing is thrown any more. @throws what was thrown last, after `seconds` */
export async function until<T>(
  look: () => Promise<T>,
  seconds = 45,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
}

/** Path of the collection that an object belongs to, as the server's discovery has it. @throws Error for an unknown kind */
export async function collectionOf(
  connection: Connection,
  { apiVersion, kind, metadata }: Manifest,
): Promise<string> {
  const base = apiVersion.includes('/')
    ? `/apis/${apiVersion}`
    : `/api/${apiVersion}`;
  const { body } = await call(connection, 'GET', base);
  const resource = body?.resources?.find(
    (r: any) => r.kind === kind && !r.name.includes('/'),
  );
  if (!resource) {
    throw new Error(
      `${apiVersion} ${kind}: the server does not serve this kind`,
    );
  }
  return resource.namespaced
    ? `${base}/namespaces/${metadata.namespace ?? 'default'}/${resource.name}`
    : `${base}/${resource.name}`;
}

/** Server-side apply with strict field validation; the answer as the server gives it. */
export async function tryApply(
  connection: Connection,
  object: Manifest,
  options: { dryRun?: boolean } = {},
): Promise<Answer> {
  const query = new URLSearchParams({
    fieldManager: 'test',
    force: 'true',
    fieldValidation: 'Strict',
    ...(options.dryRun && { dryRun: 'All' }),
  });
  const collection = await collectionOf(connection, object);
  return call(
    connection,
    'PATCH',
    `${collection}/${object.metadata.name}?${query}`,
    { body: object, type: 'application/apply-patch+yaml' },
  );
}

/** As {@link tryApply}. @throws Error with the server's message when the object is refused */
export async function apply(
  connection: Connection,
  object: Manifest,
  options: { dryRun?: boolean } = {},
): Promise<Manifest> {
  const answer = await tryApply(connection, object, options);
  if (answer.status >= 300) {
    throw new Error(
      `${object.kind} ${object.metadata.name}: ${
        answer.body?.message ?? `HTTP ${answer.status}`
      }`,
    );
  }
  return answer.body;
}

/** Loads CustomResourceDefinitions and waits until each is served. @throws Error with the conditions of one that is not */
export async function loadDefinitions(
  connection: Connection,
  definitions: Manifest[],
): Promise<void> {
  for (const definition of definitions) await apply(connection, definition);
  for (const { metadata, spec } of definitions) {
    let conditions: any[] = [];
    const version = spec.versions.find((v: any) => v.served);
    const collection = `/apis/${spec.group}/${version.name}/${spec.names.plural}`;
    const served = async () => {
      const { body } = await call(
        connection,
        'GET',
        `${CRDS}/${metadata.name}`,
      );
      conditions = body.status?.conditions ?? [];
      return (
        conditions.some(c => c.type === 'Established' && c.status === 'True') &&
        (await call(connection, 'GET', `${collection}?limit=1`)).status === 200
      );
    };
    await eventually(
      served,
      () => `${metadata.name}: not served: ${JSON.stringify(conditions)}`,
    );
  }
}
