import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyedMutex } from './KeyedMutex';
import { StateFile } from './StateFile';

describe('StateFile', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'state-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('has on the disk what was changed before a save, however many save', async () => {
    const path = join(directory, 'gitea.json');
    const file = new StateFile(path);
    const written = async () => JSON.parse(await readFile(path, 'utf8')).nextId;
    await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        if (n % 7 === 0) await new Promise(setImmediate);
        const id = file.nextId();
        await file.save();
        expect(await written()).toBeGreaterThan(id);
      }),
    );
    expect(await written()).toBe(51);
    expect(await readdir(directory)).toEqual(['gitea.json']);
    expect(new StateFile(path).nextId()).toBe(51);
  });

  it('says that it cannot write, and writes again when it can', async () => {
    const folder = join(directory, 'gone');
    const file = new StateFile(join(folder, 'gitea.json'));
    await expect(file.save()).rejects.toThrow(/ENOENT/);
    const both = await Promise.allSettled([file.save(), file.save()]);
    expect(both.map(r => r.status)).toEqual(['rejected', 'rejected']);
    await mkdir(folder);
    await file.save();
    expect(await readdir(folder)).toEqual(['gitea.json']);
  });
});

describe('KeyedMutex', () => {
  it('runs one after the other per key, in order, also after a failure', async () => {
    const mutex = new KeyedMutex();
    const log: string[] = [];
    let inside = 0;
    const act = (name: string, fails = false) =>
      mutex.run('key', async () => {
        inside += 1;
        expect(inside).toBe(1);
        await new Promise(setImmediate);
        log.push(name);
        inside -= 1;
        if (fails) throw new Error(name);
      });
    const results = await Promise.allSettled([
      act('a'),
      act('b', true),
      act('c'),
    ]);
    expect(results.map(r => r.status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(log).toEqual(['a', 'b', 'c']);
  });

  it('does not hold up another key', async () => {
    const mutex = new KeyedMutex();
    let release = () => {};
    const held = mutex.run(
      'one',
      () =>
        new Promise<void>(resolve => {
          release = resolve;
        }),
    );
    expect(await mutex.run('two', async () => 'two')).toBe('two');
    release();
    await held;
  });
});
