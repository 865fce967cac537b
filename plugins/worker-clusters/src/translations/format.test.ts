import { t } from './__testUtils__/english';
import { createFormat } from './format';

const now = Date.parse('2026-11-23T08:00:00.000Z');
const ago = (ms: number) => new Date(now - ms).toISOString();

describe('createFormat', () => {
  const format = createFormat(t, ['fr-FR', 'en-GB']);

  it.each([
    [undefined, ''],
    ['yesterday', ''],
    [ago(4_000), 'just now'],
    [ago(-60_000), 'just now'],
    [ago(4 * 60_000), '4 min ago'],
    [ago(49 * 3_600_000), '2 d ago'],
  ])('writes the age of %s as "%s"', (time, text) => {
    expect(format.age(time, now)).toBe(text);
  });

  it.each([
    [undefined, ''],
    [ago(-3 * 86_400_000), 'in 3 d'],
    [ago(-5_000), 'in 5 s'],
    [ago(-3_000), 'just now'],
    [ago(60_000), '1 min ago'],
    ['2026-11-26', 'in 3 d'],
    ['2026-11-23', 'in 15 h'],
    ['2026-11-22', '8 h ago'],
  ])('writes how far %s is as "%s"', (time, text) => {
    expect(format.until(time, now)).toBe(text);
  });

  it('writes a day without a time as that day, west of Greenwich too', () => {
    const { DateTimeFormat } = Intl;
    jest.spyOn(Intl, 'DateTimeFormat').mockImplementation(
      (locale, options) =>
        new DateTimeFormat(locale, {
          timeZone: 'America/Los_Angeles',
          ...options,
        }),
    );
    // A locale of its own: the formatters of others are made already.
    const west = createFormat(t, ['en-NZ']);
    expect(west.date('2026-12-05T00:00:00Z')).toBe('4 Dec 2026');
    expect(west.date('2026-12-05')).toBe('5 Dec 2026');
    expect(west.dateTime('2026-12-05')).toBe('5 Dec 2026');
    jest.restoreAllMocks();
  });

  it('follows the variant of the language that the reader prefers', () => {
    expect(format.date('2026-11-23T12:00:00.000Z')).toBe('23 Nov 2026');
    expect(createFormat(t, ['fr']).date('2026-11-23T12:00:00.000Z')).toBe(
      'Nov 23, 2026',
    );
    expect(format.number(12345)).toBe('12,345');
    expect(format.dateTime(undefined)).toBe('');
  });
});
