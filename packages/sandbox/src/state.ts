import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './apiserver/types';
import type { WorkerRecord } from './controllers/workers/WorkerFleet';

/** Tokens of people and programs. Only in files of mode 0600. */
export interface Tokens {
  /** Full access to the management server. */
  managementAdmin: string;
  /** The portal on the management server: reads, Secrets too. */
  managementPortal: string;
  /** Git users. */
  gitPortal: string;
  gitEngineer: string;
  gitArgocd: string;
  /** The sandbox's own controls. */
  admin: string;
}

/** What is kept in `state.json`. */
export interface SavedState {
  /** True once the first start is complete. */
  seeded: boolean;
  managementPort?: number;
  gitPort?: number;
  adminPort?: number;
  tokens: Tokens;
  workers: WorkerRecord[];
  managementFaults: Fault[];
}

/** A new bearer token. */
export function newToken(): string {
  return randomBytes(32).toString('hex');
}

/** The folder in which a sandbox keeps everything. */
export class StateDirectory {
  constructor(readonly path: string) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }

  join(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  /** What the last run has left, or a new beginning. */
  read(): SavedState {
    const file = this.join('state.json');
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
    return {
      seeded: false,
      tokens: {
        managementAdmin: newToken(),
        managementPortal: newToken(),
        gitPortal: newToken(),
        gitEngineer: newToken(),
        gitArgocd: newToken(),
        admin: newToken(),
      },
      workers: [],
      managementFaults: [],
    };
  }

  save(state: SavedState): void {
    this.writeSecret('state.json', `${JSON.stringify(state, null, 2)}\n`);
  }

  ensure(folder: string): void {
    mkdirSync(this.join(folder), { recursive: true, mode: 0o700 });
  }

  /** Certificate and key of a CA that was made before. */
  readPair(folder: string): { certificate: string; key: string } | undefined {
    const [certificate, key] = ['certificate.pem', 'key.pem'].map(name =>
      this.join(folder, name),
    );
    if (!existsSync(certificate) || !existsSync(key)) return undefined;
    return {
      certificate: readFileSync(certificate, 'utf8'),
      key: readFileSync(key, 'utf8'),
    };
  }

  /** Writes a file that nobody else may read, all of it or nothing. */
  writeSecret(path: string, content: string): void {
    const file = this.join(path);
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
    const temporary = `${file}.${process.pid}.tmp`;
    writeFileSync(temporary, content, { mode: 0o600 });
    renameSync(temporary, file);
  }
}
