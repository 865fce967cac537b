import { minutesAgo, NOW } from '../__testUtils__/clusters';
import { stageBars } from './stageBars';
import { marksOf, place } from './timeAxis';

const MINUTE = 60_000;
const usual = (medianSeconds: number, p90Seconds: number) => ({
  medianSeconds,
  p90Seconds,
  samples: 9,
  scope: 'fleet' as const,
});
const counts = { ready: 0, expected: 1 };

describe('place', () => {
  const axis = { begin: 100, end: 200 };
  it.each([
    [
      { begin: 100, end: 150 },
      { left: 0, width: 50 },
    ],
    [
      { begin: 50, end: 150 },
      { left: 0, width: 50, clipped: 'begin' },
    ],
    [
      { begin: 150, end: 300 },
      { left: 50, width: 50, clipped: 'end' },
    ],
    [
      { begin: 0, end: 300 },
      { left: 0, width: 100, clipped: 'both' },
    ],
    [
      { begin: 150, end: 120 },
      { left: 50, width: 0 },
    ],
    [{ begin: 0, end: 99 }, undefined],
    [{ begin: 201, end: 300 }, undefined],
    [{ begin: NaN, end: 150 }, undefined],
    [{ begin: 150, end: NaN }, undefined],
  ])('puts %j on the axis at %j', (span, placed) => {
    expect(place(span, axis)).toEqual(placed);
  });
});

describe('marksOf', () => {
  it.each([
    [10 * MINUTE, [0, 2, 4, 6, 8, 10]],
    [24 * MINUTE, [0, 5, 10, 15, 20]],
    [20 * 24 * 60 * MINUTE, [0, 7, 14].map(d => d * 24 * 60)],
  ])('marks %d ms at minutes %j', (length, minutes) => {
    expect(
      marksOf({ begin: 0, end: length }).map(({ ms }) => ms / MINUTE),
    ).toEqual(minutes);
  });

  it('marks nothing on an axis without a length', () => {
    expect(marksOf({ begin: 5, end: 5 })).toEqual([]);
  });
});

describe('stageBars', () => {
  it('puts stages that are built at the same time side by side', () => {
    const { bars } = stageBars(
      [
        {
          id: 'network',
          state: 'done',
          begin: minutesAgo(20),
          end: minutesAgo(10),
          ...counts,
        },
        {
          id: 'identity',
          state: 'done',
          begin: minutesAgo(20),
          end: minutesAgo(15),
          ...counts,
        },
        {
          id: 'control-plane',
          state: 'active',
          begin: minutesAgo(10),
          ...counts,
        },
      ],
      {},
      NOW,
    );
    expect(bars.map(b => b.bar)).toEqual([
      { left: 0, width: 50 },
      { left: 0, width: 25 },
      { left: 50, width: 50 },
    ]);
  });

  it('cuts off a request that waited for days, and applications that came later', () => {
    const { bars } = stageBars(
      [
        {
          id: 'requested',
          state: 'done',
          begin: minutesAgo(9000),
          end: minutesAgo(100),
          ...counts,
        },
        {
          id: 'merged',
          state: 'done',
          begin: minutesAgo(100),
          end: minutesAgo(85),
          ...counts,
        },
        {
          id: 'network',
          state: 'done',
          begin: minutesAgo(90),
          end: minutesAgo(80),
          ...counts,
        },
        {
          id: 'applications',
          state: 'active',
          begin: minutesAgo(82),
          ...counts,
        },
      ],
      {},
      NOW,
    );
    expect(bars.map(b => b.bar)).toEqual([
      undefined,
      { left: 0, width: 50, clipped: 'begin' },
      { left: 0, width: 100 },
      { left: 80, width: 20, clipped: 'end' },
    ]);
  });

  it('shows how long a stage that is under way usually takes', () => {
    const { bars, now } = stageBars(
      [{ id: 'network', state: 'active', begin: minutesAgo(4), ...counts }],
      { network: usual(300, 600) },
      NOW,
    );
    expect(bars[0]).toMatchObject({
      bar: { left: 0, width: 40 },
      usually: { left: 0, width: 100 },
      median: 50,
      elapsedMs: 4 * MINUTE,
    });
    expect(bars[0].overdue).toBeUndefined();
    expect(now).toBe(40);
  });

  it('says that a stage takes longer than nine of ten did', () => {
    const { bars } = stageBars(
      [{ id: 'network', state: 'active', begin: minutesAgo(20), ...counts }],
      { network: usual(300, 600) },
      NOW,
    );
    expect(bars[0].overdue).toBe(true);
    expect(bars[0].usually).toEqual({ left: 0, width: 50 });
  });

  it.each([
    ['an end alone', { state: 'done' as const, end: minutesAgo(5) }, true],
    ['no time at all, under way', { state: 'active' as const }, true],
    ['no time at all, done', { state: 'done' as const }, undefined],
    ['no valid time', { state: 'done' as const, begin: 'soon' }, undefined],
    ['nothing begun', { state: 'waiting' as const }, undefined],
  ])('knows no beginning of a stage with %s', (_, stage, unknownBegin) => {
    const { bars } = stageBars(
      [
        {
          id: 'network',
          state: 'done',
          begin: minutesAgo(10),
          end: minutesAgo(1),
          ...counts,
        },
        { id: 'identity', ...stage, ...counts },
      ],
      {},
      NOW,
    );
    expect(bars[1].unknownBegin).toBe(unknownBegin);
    expect(bars[1].elapsedMs).toBeUndefined();
    expect(bars[1].bar !== undefined).toBe(unknownBegin === true);
  });

  it('gives a request an axis of its own until something is built', () => {
    const { axis, bars } = stageBars(
      [
        { id: 'requested', state: 'active', begin: minutesAgo(60), ...counts },
        { id: 'network', state: 'waiting', ...counts },
      ],
      {},
      NOW,
    );
    expect(axis).toEqual({ begin: NOW - 60 * MINUTE, end: NOW });
    expect(bars[0].bar).toEqual({ left: 0, width: 100 });
  });

  it('puts a stage that begins after now where it begins, without a length', () => {
    const { axis, bars, now } = stageBars(
      [
        {
          id: 'network',
          state: 'active',
          begin: minutesAgo(-5),
          ...counts,
        },
      ],
      { network: usual(0, 0) },
      NOW,
    );
    expect(axis).toEqual({ begin: NOW + 5 * MINUTE, end: NOW + 6 * MINUTE });
    expect(bars[0]).toMatchObject({
      bar: { left: 0, width: 0 },
      elapsedMs: 0,
    });
    expect(bars[0].overdue).toBeUndefined();
    expect(now).toBeUndefined();
  });

  it('does not fail on times that are no times', () => {
    const { axis, bars } = stageBars(
      [
        { id: 'network', state: 'done', begin: 'soon', end: 'x', ...counts },
        { id: 'nodes', state: 'active', begin: 'soon', ...counts },
      ],
      {},
      NOW,
    );
    expect(axis).toEqual({ begin: NOW, end: NOW + MINUTE });
    expect(bars[0].bar).toBeUndefined();
    expect(bars[1]).toMatchObject({
      bar: { left: 0, width: 0 },
      unknownBegin: true,
    });
  });

  it('has no axis as long as nothing has begun', () => {
    expect(
      stageBars([{ id: 'network', state: 'waiting', ...counts }], {}, NOW).axis,
    ).toBeUndefined();
  });
});
