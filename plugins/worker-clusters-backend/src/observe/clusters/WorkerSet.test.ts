import type { WorkerCompartment } from './WorkerCompartment';
import { WorkerSet } from './WorkerSet';

/** A set whose compartments write down what is done with them. */
function recorded() {
  const log: string[] = [];
  const set = new WorkerSet(key => {
    log.push(`start ${key}`);
    return {
      update: status => log.push(`update ${key} ${status.endpoint}`),
      stop: async () => {
        log.push(`stop ${key}`);
      },
    } as Pick<WorkerCompartment, 'update' | 'stop'> as WorkerCompartment;
  });
  return { set, log };
}

const desired = (workers: Record<string, string>) =>
  new Map(
    Object.entries(workers).map(([key, endpoint]) => [key, { endpoint }]),
  );

describe('WorkerSet', () => {
  it.each<[string, Record<string, string>, Record<string, string>, string[]]>([
    ['starts what is missing', {}, { a: '1' }, ['start a', 'update a 1']],
    [
      'stops what is not desired',
      { a: '1', b: '1' },
      { b: '1' },
      ['stop a', 'update b 1'],
    ],
    [
      'keeps what stays, with its new status',
      { a: '1' },
      { a: '2' },
      ['update a 2'],
    ],
    [
      'starts a worker that comes back anew',
      {},
      { a: '3' },
      ['start a', 'update a 3'],
    ],
  ])('%s', (_, before, after, expected) => {
    const { set, log } = recorded();
    set.reconcile(desired(before));
    log.length = 0;
    set.reconcile(desired(after));
    expect(log).toEqual(expected);
  });

  it('starts, updates and stops one worker', () => {
    const { set, log } = recorded();
    set.set('a', undefined);
    set.set('a', { endpoint: '1' });
    set.set('a', { endpoint: '2' });
    set.set('a', undefined);
    expect(log).toEqual(['start a', 'update a 1', 'update a 2', 'stop a']);
    expect(set.get('a')).toBeUndefined();
  });

  it('stops all', async () => {
    const { set, log } = recorded();
    set.reconcile(desired({ a: '1', b: '1' }));
    await set.stop();
    expect(log.slice(-2)).toEqual(['stop a', 'stop b']);
    expect(set.get('a')).toBeUndefined();
  });
});
