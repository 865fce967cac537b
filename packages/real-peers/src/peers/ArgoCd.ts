import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { call } from '../client';
import { apply, loadDefinitions, Manifest } from '../kubernetes';
import type { KubeApiServer } from './KubeApiServer';
import { peer, Program } from './Program';

const NAMESPACE = 'argocd';
/** The program of the image redis, the one that is not Argo CD's own binary. */
const REDIS = 'redis-server';

/**
 * Addresses of the Services. In a cluster each Pod has its own; here all processes share the ports of one machine, so that
 * a second program on port 6379 or 8081 is in the way only where it listens on every address.
 */
const HOSTS: Record<string, string> = {
  'argocd-repo-server': '127.77.0.2',
  'argocd-redis': '127.77.0.3',
};

/** Arguments that cannot hold where all Pods have one address. The ApplicationSet controller's probe port is the repo-server's. */
const MOVED: Record<string, string> = {
  '--probe-addr=:8081': '--probe-addr=:8091',
};

/** What must answer before a component counts as started. */
const PORTS: Record<string, [host: string, port: number]> = {
  'argocd-redis': ['127.77.0.3', 6379],
  'argocd-repo-server': ['127.0.0.1', 8081],
  'argocd-application-controller': ['127.0.0.1', 8082],
  'argocd-applicationset-controller': ['127.0.0.1', 8091],
};

export type Component = keyof typeof PORTS;

/**
 * A real Argo CD, one process per component, with the arguments, environment and mounted files that a rendered chart gives
 * its containers. A mount namespace with a hosts file of its own stands in for the cluster's DNS; the ServiceAccounts' tokens
 * for the kubelet's.
 */
export class ArgoCd {
  private readonly programs = new Map<string, Program>();

  private constructor(
    private readonly server: KubeApiServer,
    private readonly chart: Manifest[],
    private readonly folder: string,
  ) {}

  /** Installs the chart's objects and the definitions of this version, and starts the components. */
  static async start(options: {
    server: KubeApiServer;
    /** As Helm rendered it. */
    chart: Manifest[];
    components: Component[];
  }): Promise<ArgoCd> {
    const { server, chart } = options;
    const argocd = new ArgoCd(
      server,
      chart,
      mkdtempSync(join(tmpdir(), 'argocd-')),
    );
    try {
      await argocd.install();
      for (const component of options.components) {
        await argocd.startComponent(component);
      }
    } catch (error) {
      await argocd.close();
      throw error;
    }
    return argocd;
  }

  private async install(): Promise<void> {
    const { sources } = peer('argocd');
    const definitions = join(sources!, 'manifests', 'crds');
    await loadDefinitions(
      this.server,
      readdirSync(definitions)
        .filter(name => name.endsWith('-crd.yaml'))
        .map(name => parse(readFileSync(join(definitions, name), 'utf8'))),
    );
    await apply(this.server, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NAMESPACE },
    });
    for (const object of this.chart) {
      // What the Job does is done below; there is nothing here that would run it.
      if (object.kind !== 'Job') await apply(this.server, object);
    }
    // argocd-server writes this key at its first start; the other components wait for it.
    await apply(this.server, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'argocd-secret', namespace: NAMESPACE },
      data: { 'server.secretkey': Buffer.from('a-key').toString('base64') },
    });
    await this.initRedisPassword();
  }

  /** The Job `argocd-redis-secret-init`, by its own command and account. */
  private async initRedisPassword(): Promise<void> {
    const job = this.chart.find(o => o.kind === 'Job')!;
    const { serviceAccountName, containers } = job.spec.template.spec;
    const [command, ...args] = containers[0].command;
    const folder = await this.podFolder(command, serviceAccountName);
    await promisify(execFile)(join(folder, 'bin', command), args, {
      env: {
        ...this.baseEnvironment(folder),
        KUBECONFIG: join(folder, 'kubeconfig'),
      },
    });
  }

  /** Starts a component (again) as its Deployment or StatefulSet has it today. */
  async startComponent(component: string): Promise<void> {
    const workload = this.chart.find(
      o =>
        ['Deployment', 'StatefulSet'].includes(o.kind) &&
        o.metadata.name === component,
    )!;
    const { serviceAccountName, containers, volumes } =
      workload.spec.template.spec;
    const [container] = containers;
    const [command, ...args]: string[] =
      component === 'argocd-redis'
        ? [REDIS, ...container.args, '--bind', HOSTS[component]]
        : container.args;
    const name = command.split('/').at(-1)!;
    const folder = await this.podFolder(name, serviceAccountName);
    await this.mountVolumes(folder, container.volumeMounts, volumes);
    const environment = await this.environmentOf(container.env);
    const expand = (text: string) =>
      text.replace(/\$\((\w+)\)/g, (_, key) => environment[key] ?? '');
    writeFileSync(
      join(folder, 'hosts'),
      [
        '127.0.0.1 localhost',
        ...Object.entries(HOSTS).map(([n, a]) => `${a} ${n}`),
      ]
        .join('\n')
        .concat('\n'),
    );
    const program = new Program(
      component,
      'unshare',
      [
        ...['--mount', '--propagation', 'private', 'sh', '-ec'],
        // The Pod's folder is its /tmp, too, which some paths of Argo CD are below.
        'mount --bind "$0/hosts" /etc/hosts; mount --bind "$0" /tmp; cd /tmp; exec "$@"',
        folder,
        ...(name === REDIS ? [name] : [`/tmp/bin/${name}`]),
        ...args.map(expand).map(argument => MOVED[argument] ?? argument),
      ],
      {
        logFile: join(this.folder, `${component}.log`),
        env: { ...this.baseEnvironment('/tmp'), ...environment },
      },
    );
    this.programs.set(component, program);
    program.start();
    const [host, port] = PORTS[component];
    await program.ready(() => answers(host, port));
  }

  async stopComponent(component: string): Promise<void> {
    await this.programs.get(component)?.end();
  }

  /** The last lines of a component's log. */
  log(component: string, lines = 30): string {
    return this.programs.get(component)?.lastLines(lines) ?? '';
  }

  async close(): Promise<void> {
    for (const program of [...this.programs.values()].reverse()) {
      await program.end('SIGKILL');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A folder per component: the kubeconfig of its account, and the one binary under the component's name. */
  private async podFolder(name: string, account: string): Promise<string> {
    const folder = join(this.folder, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'bin'), { recursive: true });
    for (const path of ['home', 'gpg', 'plugins']) {
      mkdirSync(join(folder, path), { recursive: true });
    }
    const { path, sources } = peer('argocd');
    if (name !== REDIS) symlinkSync(path, join(folder, 'bin', name));
    // The image has these on the PATH.
    for (const script of ['gpg-wrapper.sh', 'git-verify-wrapper.sh']) {
      copyFileSync(join(sources!, 'hack', script), join(folder, 'bin', script));
      chmodSync(join(folder, 'bin', script), 0o755);
    }
    const kubeconfig = account
      ? this.server.kubeconfig(
          await this.server.serviceAccountToken(NAMESPACE, account, 86_400),
        )
      : '';
    writeFileSync(
      join(folder, 'kubeconfig'),
      // A Pod knows its namespace from its service account's files.
      kubeconfig.replace(
        /( +)cluster: real\n( +)user: real/,
        `$&\n$2namespace: ${NAMESPACE}`,
      ),
      { mode: 0o600 },
    );
    return folder;
  }

  /** What the image and the kubelet give: programs on the PATH, paths of mounted files, access to the API server. */
  private baseEnvironment(pod: string): NodeJS.ProcessEnv {
    return {
      // Helm is in the image, too; no Application here needs it.
      PATH: [
        `${pod}/bin`,
        dirname(peer('kustomize').path),
        ...['/usr/local/bin', '/usr/bin', '/bin'],
      ].join(':'),
      HOME: `${pod}/home`,
      KUBECONFIG: `${pod}/kubeconfig`,
      ARGOCD_FAKE_IN_CLUSTER: 'true',
      ARGOCD_APP_CONF_PATH: `${pod}/app/config`,
      ARGOCD_SSH_DATA_PATH: `${pod}/app/config/ssh`,
      ARGOCD_TLS_DATA_PATH: `${pod}/app/config/tls`,
      ARGOCD_GPG_DATA_PATH: `${pod}/app/config/gpg/source`,
      ARGOCD_GNUPGHOME: `${pod}/gpg`,
      ARGOCD_PLUGINSOCKFILEPATH: `${pod}/plugins`,
    };
  }

  private async read(
    kind: string,
    name: string,
  ): Promise<Manifest | undefined> {
    const collection = { ConfigMap: 'configmaps', Secret: 'secrets' }[kind];
    const { status, body } = await call(
      this.server,
      'GET',
      `/api/v1/namespaces/${NAMESPACE}/${collection}/${name}`,
    );
    return status === 200 ? body : undefined;
  }

  /** A container's environment, its references read from the API server as the kubelet does. */
  private async environmentOf(
    entries: any[] = [],
  ): Promise<Record<string, string>> {
    const result: Record<string, string> = {};
    for (const { name, value, valueFrom } of entries) {
      const { fieldRef, configMapKeyRef, secretKeyRef } = valueFrom ?? {};
      if (value !== undefined) result[name] = value;
      else if (fieldRef) {
        if (fieldRef.fieldPath !== 'metadata.namespace') {
          throw new Error(`${name}: ${fieldRef.fieldPath} is not played here`);
        }
        result[name] = NAMESPACE;
      } else {
        const ref = configMapKeyRef ?? secretKeyRef;
        const object = await this.read(
          configMapKeyRef ? 'ConfigMap' : 'Secret',
          ref.name,
        );
        const found = object?.data?.[ref.key];
        if (found !== undefined) {
          result[name] = configMapKeyRef
            ? found
            : Buffer.from(found, 'base64').toString();
        } else if (!ref.optional) {
          throw new Error(`${name}: ${ref.name} has no key ${ref.key}`);
        }
      }
    }
    return result;
  }

  /** Writes the files of ConfigMaps and Secrets that a container mounts below the component's folder. */
  private async mountVolumes(
    folder: string,
    mounts: any[] = [],
    volumes: any[] = [],
  ) {
    for (const { name, mountPath } of mounts) {
      const { configMap, secret } = volumes.find(v => v.name === name);
      const target = join(folder, mountPath);
      mkdirSync(target, { recursive: true });
      const source = configMap ?? secret;
      if (!source) continue;
      const object = configMap
        ? await this.read('ConfigMap', configMap.name)
        : await this.read('Secret', secret.secretName);
      const data: Record<string, string> = object?.data ?? {};
      const items = (source.items ??
        Object.keys(data).map(key => ({ key, path: key }))) as any[];
      for (const { key, path } of items) {
        if (data[key] === undefined) continue;
        writeFileSync(
          join(target, path),
          configMap ? data[key] : Buffer.from(data[key], 'base64'),
        );
      }
    }
  }
}

/** Whether something accepts a connection. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createConnection({ host, port });
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
