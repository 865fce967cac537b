import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createCertificateAuthority, startApiServer } from './apiserver';
import type { ApiServer, Fault, TokenGrant } from './apiserver/types';
import { startAdmin } from './admin';
import { SandboxOptions, SettingError, settingOf } from './config';
import { PORTAL_ACCOUNT } from './controllers/crossplane/LegacyPortalAccess';
import { ManagementControllers } from './controllers/ManagementControllers';
import { ManifestSource } from './controllers/argocd/ManifestSource';
import { Pace } from './controllers/runtime/Pace';
import { WorkerFleet, WorkerRecord } from './controllers/workers/WorkerFleet';
import { DEVIATIONS, Deviations } from './fleet/deviations';
import { GiteaUser } from './fleet/gitea';
import { readGitopsFiles } from './fleet/gitopsFiles';
import { findClaims } from './fleet/seededClaims';
import { seedFleet, writeIncidents } from './fleet/seedFleet';
import { startGitHost } from './githost';
import type { GitHost } from './githost/types';
import { portalConfig } from './portalConfig';
import { newToken, StateDirectory, Tokens } from './state';

const REPOSITORY = { owner: 'platform', name: 'gitops' };
const MANAGEMENT_VERSION = 'v1.34.2';
/** Events per kind that a watch can resume from: what is kept in memory for it. */
const HISTORY = { management: 30, worker: 30 };

const NO_DEVIATIONS: Deviations = {
  incidents: [],
  laterIncidents: [],
  unfinished: [],
  changes: [],
  workerFaults: {},
  workerObjects: {},
  requests: [],
};

/** A running sandbox. */
export interface Sandbox {
  readonly managementUrl: string;
  readonly gitUrl: string;
  readonly adminUrl: string;
  /** Address of the GitOps repository, for `git clone`. */
  readonly repoUrl: string;
  /** CA of all API servers, PEM. */
  readonly caCertificate: string;
  readonly tokens: Tokens;
  /** The management cluster; its `client` reaches past tokens and faults. */
  readonly management: ApiServer;
  readonly gitHost: GitHost;
  /** Configuration that joins a portal to it, as a file in its folder. */
  readonly portalConfigFile: string;
  /** Names of the worker clusters that have a control plane. */
  workers(): string[];
  worker(name: string): ApiServer | undefined;
  /** Administrator's kubeconfig of `management` or a worker. */
  kubeconfig(name: string): string;
  /** Faults of `management`, `git` or a worker, as the controls set them; kept over a restart, but for `git`. */
  setFaults(target: string, faults: Fault[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a management cluster, a Git host, the worker clusters that there are, and everything that runs in them. At the
 * first start in a directory it builds the starting fleet; later it resumes what was there.
 *
 * @throws SettingError if a port is taken.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  const log = options.log ?? (() => {});
  const pace = new Pace(options.speed ?? 1);
  const directory = new StateDirectory(options.directory);
  const state = directory.read();
  if (!state.seeded) {
    // What an interrupted first start has left is of no use.
    for (const name of ['kubernetes', 'git', 'kubeconfigs']) {
      rmSync(directory.join(name), { recursive: true, force: true });
    }
    state.workers = [];
    state.managementFaults = [];
  }
  const { tokens } = state;
  const save = () => directory.save(state);
  save();
  const closers: Array<() => Promise<void>> = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };

  try {
    const ca = await createCertificateAuthority(directory.readPair('ca'));
    directory.writeSecret('ca/certificate.pem', ca.certificate);
    directory.writeSecret('ca/key.pem', ca.key);
    directory.ensure('kubernetes/workers');
    const gitHost = await listening('gitPort', options, state.gitPort, port =>
      startGitHost({
        host,
        port,
        directory: directory.join('git'),
        users: gitUsers(tokens),
        webhookUrl: options.webhookUrl,
      }),
    );
    closers.push(() => gitHost.close());
    const management = await listening(
      'managementPort',
      options,
      state.managementPort,
      port =>
        startApiServer({
          name: 'management',
          version: MANAGEMENT_VERSION,
          host,
          port,
          ca,
          stateFile: directory.join('kubernetes', 'management.json'),
          historySize: HISTORY.management,
          tokens: [
            {
              user: 'admin',
              token: tokens.managementAdmin,
              groups: ['system:masters'],
            },
            {
              // What it may do is in the platform repository: crossplane/config/portal-rbac.yaml.
              user: `system:serviceaccount:${PORTAL_ACCOUNT.namespace}:${PORTAL_ACCOUNT.name}`,
              token: tokens.managementPortal,
            },
          ],
        }),
    );
    closers.push(() => management.close());
    state.gitPort = gitHost.port;
    state.managementPort = management.port;
    log(`management cluster ${management.url}`);
    log(`Git host ${gitHost.url}`);

    const repoUrl = `${gitHost.url}/${REPOSITORY.owner}/${REPOSITORY.name}.git`;
    const files = readGitopsFiles({
      repoUrl,
      claims: options.fleet !== 'none',
    });
    await gitHost.ensureRepository({
      ...REPOSITORY,
      description: 'Everything that runs, as the platform team describes it',
      files,
      protectMain: true,
      // The second approver of prod in app-config.yaml.
      teams: ['platform-leads'],
    });
    directory.writeSecret(
      'config/management-ca.pem.b64',
      Buffer.from(ca.certificate).toString('base64'),
    );
    directory.writeSecret('config/management-token', tokens.managementPortal);
    directory.writeSecret('config/git-token', tokens.gitPortal);
    directory.writeSecret('admin-token', tokens.admin);
    directory.writeSecret(
      'app-config.yaml',
      portalConfig({ managementPort: management.port, gitPort: gitHost.port }),
    );
    directory.writeSecret(
      'kubeconfigs/management.yaml',
      management.kubeconfig('admin'),
    );

    const manifests = new ManifestSource(gitHost);
    const workers: WorkerFleet = new WorkerFleet({
      directory: directory.join('kubernetes', 'workers'),
      ca,
      pace,
      log,
      manifests,
      newToken,
      startServer: (record, stateFile) =>
        startOnFreePort(
          record.port || (options.firstWorkerPort ?? 0),
          state.workers.map(w => w.port),
          port =>
            startApiServer({
              name: record.name,
              version: record.version,
              host,
              port,
              ca,
              stateFile,
              historySize: HISTORY.worker,
              tokens: [adminGrant(record)],
            }),
          record.port,
        ),
      save: records => {
        state.workers = records;
        save();
        writeKubeconfigs(directory, workers);
      },
    });
    closers.push(() => workers.close());
    await workers.resume(state.workers);

    const controllers = new ManagementControllers({
      management,
      manifests,
      workers,
      files,
      pace,
      log,
      newToken,
    });
    closers.push(() => controllers.close());

    if (!state.seeded) {
      pace.setFastForward(true);
      const claims = findClaims(files);
      const deviations = claims.length ? DEVIATIONS : NO_DEVIATIONS;
      controllers.start();
      writeIncidents(management.client, deviations.incidents);
      const user = (token: string) =>
        new GiteaUser({
          url: gitHost.url,
          repository: `${REPOSITORY.owner}/${REPOSITORY.name}`,
          token,
        });
      await seedFleet({
        client: management.client,
        workers,
        portal: user(tokens.gitPortal),
        engineer: user(tokens.gitEngineer),
        claims,
        deviations,
        repoUrl,
        setWorkerFaults: (name, faults) => workers.setFaults(name, faults),
        log,
      });
      pace.setFastForward(false);
      state.seeded = true;
      save();
    } else {
      log(`resuming ${state.workers.length} worker clusters`);
      controllers.start();
      if (state.managementFaults.length) {
        await management.setFaults(state.managementFaults);
      }
    }
    writeKubeconfigs(directory, workers);

    let gitFaults: Fault[] = [];
    const setFaults = async (target: string, faults: Fault[]) => {
      if (target === 'git') {
        await gitHost.setFaults(faults.map(fault => fault.kind) as any);
        gitFaults = faults;
      } else if (target === 'management') {
        await management.setFaults(faults);
        state.managementFaults = faults;
        save();
      } else {
        await workers.setFaults(target, faults);
      }
    };
    const admin = await listening('adminPort', options, state.adminPort, port =>
      startAdmin({
        host,
        port,
        token: tokens.admin,
        controls: {
          targets: () => [
            { name: 'management', faults: state.managementFaults },
            { name: 'git', faults: gitFaults },
            ...state.workers.map(({ name, faults }) => ({ name, faults })),
          ],
          setFaults,
        },
      }),
    );
    closers.push(() => admin.close());
    state.adminPort = admin.port;
    save();

    return {
      managementUrl: management.url,
      gitUrl: gitHost.url,
      adminUrl: admin.url,
      repoUrl,
      caCertificate: ca.certificate,
      tokens,
      management,
      gitHost,
      portalConfigFile: directory.join('app-config.yaml'),
      workers: () => workers.list().map(worker => worker.name),
      worker: name => workers.get(name)?.server,
      kubeconfig: name => {
        const server =
          name === 'management' ? management : workers.get(name)?.server;
        if (!server) throw new Error(`There is no cluster '${name}'`);
        return server.kubeconfig('admin');
      },
      setFaults,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function adminGrant(record: WorkerRecord): TokenGrant {
  return {
    user: 'admin',
    token: record.adminToken,
    groups: ['system:masters'],
  };
}

function gitUsers(tokens: Tokens) {
  const user = (login: string, fullName: string, token: string) => ({
    login,
    fullName,
    email: `${login}@example.org`,
    token,
  });
  return [
    // As in app-config.yaml.
    user('portal-bot', 'Developer portal', tokens.gitPortal),
    {
      ...user('platform-engineer', 'Platform Engineer', tokens.gitEngineer),
      admin: true,
    },
    user('argocd', 'Argo CD', tokens.gitArgocd),
  ];
}

/** Starts a server on the port that is asked for; with 0 on the one that it had the last time. */
async function listening<T>(
  name: 'managementPort' | 'gitPort' | 'adminPort',
  options: SandboxOptions,
  remembered: number | undefined,
  start: (port: number) => Promise<T>,
): Promise<T> {
  const wanted = options[name] ?? 0;
  const port = wanted || remembered || 0;
  try {
    return await start(port);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    if (!wanted) return start(0);
    throw new SettingError(
      `Port ${port} is taken: stop what uses it, or set ${settingOf(
        name,
      )} to another port`,
    );
  }
}

/** Tries ports upwards from the first; a worker keeps the one that it had, if it is free. */
async function startOnFreePort<T>(
  first: number,
  taken: number[],
  start: (port: number) => Promise<T>,
  own: number,
): Promise<T> {
  for (let port = first; ; port++) {
    if (port !== 0 && port !== own && taken.includes(port)) continue;
    try {
      return await start(port);
    } catch (error) {
      const inUse = (error as { code?: string }).code === 'EADDRINUSE';
      if (!inUse || port === 0 || port - first > 1000) throw error;
    }
  }
}

/** `kubeconfigs/<cluster>.yaml` for people, one for each cluster that there is. */
function writeKubeconfigs(
  directory: StateDirectory,
  workers: WorkerFleet,
): void {
  const folder = directory.join('kubeconfigs');
  const wanted = new Set(['management.yaml']);
  for (const { name, server } of workers.list()) {
    wanted.add(`${name}.yaml`);
    directory.writeSecret(
      `kubeconfigs/${name}.yaml`,
      server.kubeconfig('admin'),
    );
  }
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder)) {
    if (!wanted.has(file)) rmSync(directory.join('kubeconfigs', file));
  }
}
