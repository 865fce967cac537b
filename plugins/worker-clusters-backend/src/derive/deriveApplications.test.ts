import fc from 'fast-check';
import type { VerdictContext } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { mergeApplication } from '../observe/transform/application';
import type { ArgoApplication } from '../observe/types';
import { application, at, worker } from './__testUtils__/observation';
import {
  deriveApplications,
  type KnownApplications,
  summarizeApplications,
} from './deriveApplications';
import { DEFAULT_DERIVE_SETTINGS } from './settings';
import { runSteps } from './steps';

const MINUTE = 60_000;
const NOW = Date.parse(at(60));
const LIVE: VerdictContext = {
  connection: { status: 'live', since: at(0), lastSeen: at(60) },
  now: NOW,
};

function derive(
  applications: ArgoApplication[],
  before?: KnownApplications,
  context = LIVE,
  argocdUrl = 'https://argocd.example.org',
) {
  const result = runSteps(
    deriveApplications(worker({ applications, argocdUrl }), {
      before,
      context,
      settings: DEFAULT_DERIVE_SETTINGS,
    }),
  );
  return {
    ...result,
    changed: result.changes.changed.map(a => a.name),
    gone: result.changes.gone.map(a => a.name),
  };
}

/** What does not depend on the way by which one came there. */
function outcome({ known }: { known: KnownApplications }, context = LIVE) {
  const owners = [...known.entries].map(([{ metadata }, { owner }]) => [
    metadata.name,
    owner?.name,
  ]);
  return {
    hash: known.hash,
    summary: summarizeApplications(known, context),
    owners: Object.fromEntries(owners),
  };
}

describe('deriveApplications', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(name => application(name));

  it('derives all of them at first', () => {
    const { changes, changed, gone } = derive([b, a]);
    expect(changed).toEqual(['a', 'b']);
    expect(gone).toEqual([]);
    expect(changes).not.toHaveProperty('base');
  });

  it('derives many in steps of a hundred', () => {
    const many = Array.from({ length: 950 }, (_, i) => application(`a${i}`));
    const steps = deriveApplications(worker({ applications: many }), {
      context: LIVE,
      settings: DEFAULT_DERIVE_SETTINGS,
    });
    let count = 0;
    while (!steps.next().done) count += 1;
    expect(count).toBe(9);
  });

  it('derives nothing when the objects are the same', () => {
    const before = derive([a, b, c]).known;
    const { known, changes } = derive([a, b, c], before);
    expect(known).toBe(before);
    expect(changes).toEqual({
      hash: before.hash,
      base: before.hash,
      changed: [],
      gone: [],
    });
  });

  it('derives only the one that changed', () => {
    const before = derive([a, b, c]).known;
    const other = application('b', { sync: 'OutOfSync' });
    const { known, changes, changed } = derive([a, other, c], before);
    expect(changed).toEqual(['b']);
    expect(changes.base).toBe(before.hash);
    for (const same of [a, c]) {
      expect(known.entries.get(same)).toBe(before.entries.get(same));
    }
    expect(known.entries.size).toBe(3);
  });

  it('names those that are gone and those that are new', () => {
    const before = derive([a, b]).known;
    const { known, changed, gone } = derive([b, c], before);
    expect([changed, gone]).toEqual([['c'], ['a']]);
    expect(known.hash).toBe(derive([b, c]).known.hash);
  });

  it('changes no row when another object has the same content', () => {
    const before = derive([a, b]).known;
    const { known, changed } = derive([a, application('b')], before);
    expect(changed).toEqual([]);
    expect(known.hash).toBe(before.hash);
  });

  it('derives the children again when their owner changes', () => {
    const root = application('root', { childApplications: ['argocd/a'] });
    const before = derive([root, a, b]);
    expect(outcome(before).owners).toEqual({
      root: undefined,
      a: 'root',
      b: undefined,
    });
    const other = application('root', { childApplications: ['argocd/b'] });
    const after = derive([other, a, b], before.known);
    expect(after.changed).toEqual(['a', 'b']);
    expect(outcome(after).owners).toEqual({
      root: undefined,
      a: undefined,
      b: 'root',
    });
  });

  it('derives all of them again when the address of Argo CD changes', () => {
    const before = derive([a, b]).known;
    expect(
      derive([a, b], before, LIVE, 'https://x.example.org').changed,
    ).toEqual(['a', 'b']);
  });

  it('changes no row when only the connection changes', () => {
    const before = derive([a, b]).known;
    const lost: VerdictContext = {
      connection: { status: 'unreachable', since: at(59), lastSeen: at(58) },
      now: NOW,
    };
    const after = derive([a, b], before, lost);
    expect(after.changed).toEqual([]);
    expect(outcome(after, lost).summary.counts.byVerdict).toMatchObject({
      muted: 2,
    });
  });

  it('mutes a comparison that becomes overdue, and believes the next one', () => {
    const web = application('web', { reconciledAt: at(58) });
    const first = derive([web]);
    const { due } = outcome(first).summary;
    expect(due).toBe(Date.parse(at(68)));

    const late = { ...LIVE, now: due! + 1 };
    const second = derive([web], first.known, late);
    expect(outcome(second, late).summary).toMatchObject({
      counts: { byVerdict: { muted: 1 } },
      due: late.now + MINUTE / 2,
    });
    expect(second.changed).toEqual([]);

    web.reconciledAt = at(68);
    const third = derive([web], second.known, late);
    expect(outcome(third, late).summary).toMatchObject({
      counts: { byVerdict: { green: 1 } },
      due: Date.parse(at(78)),
    });
  });

  it('moves the time at which a comparison is overdue without a derivation', () => {
    const web = application('web', { reconciledAt: at(58) });
    const { known } = derive([web]);
    web.reconciledAt = at(60);
    const next = derive([web], known);
    expect(next.known).toBe(known);
    expect(outcome(next).summary.due).toBe(Date.parse(at(70)));
  });

  it('comes to the same from any state as from nothing', () => {
    const names = ['a', 'b', 'c', 'd', 'root'];
    const anApplication = fc.record({
      name: fc.constantFrom(...names),
      health: fc.constantFrom('Healthy', 'Degraded', 'Progressing', 'Missing'),
      sync: fc.constantFrom('Synced', 'OutOfSync', 'Unknown'),
      reconciledAt: fc.constantFrom(at(40), at(58), at(59), undefined),
      operationPhase: fc.constantFrom('Running', 'Failed', undefined),
      operationTime: fc.constantFrom(at(20), at(31), undefined),
      childApplications: fc.subarray(names.map(n => `argocd/${n}`)),
      instanceLabel: fc.constantFrom('root', 'a', undefined),
      applicationSet: fc.constantFrom('set', undefined),
    });
    const fleet = fc.uniqueArray(anApplication, { selector: x => x.name });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fleet, fc.nat({ max: 15 })), {
          minLength: 2,
          maxLength: 5,
        }),
        steps => {
          let known: KnownApplications | undefined;
          let objects: ArgoApplication[] = [];
          let minute = 60;
          for (const [applications, wait] of steps) {
            minute += wait;
            const context = { ...LIVE, now: Date.parse(at(minute)) };
            // As the reflector keeps them.
            const all: ArgoApplication[] = [];
            for (const { name, ...rest } of applications) {
              const now = application(name, rest);
              const old = objects.find(o => o.metadata.name === name);
              all.push(old ? mergeApplication(old, now) : now);
            }
            objects = all;
            const next = derive(all, known, context);
            expect(outcome(next, context)).toEqual(
              outcome(derive(all, undefined, context), context),
            );
            known = next.known;
          }
        },
      ),
    );
  });
});
