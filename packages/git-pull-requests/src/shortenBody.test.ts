import fc from 'fast-check';
import { shortenBody } from './shortenBody';

describe('shortenBody', () => {
  it('leaves a text alone that fits', () => {
    expect(shortenBody('text', 4)).toBe('text');
  });

  it('cuts at the end of a line, says so, and keeps the hidden comment at the end', () => {
    const mark = '<!-- task: 1 -->';
    const short = shortenBody(
      `<!-- not this -->\n${'| a | b |\n'.repeat(100)}\n${mark}\n`,
      300,
    );
    expect(short.length).toBeLessThanOrEqual(300);
    expect(short).toMatch(
      /^<!-- not this -->\n(\| a \| b \|\n)+\n_Shortened: [^\n]+300 characters\._\n\n<!-- task: 1 -->$/,
    );
  });

  it('closes a block of code', () => {
    const short = shortenBody(`\`\`\`yaml\n${'key: value\n'.repeat(100)}`, 300);
    expect(short.match(/^```/gm)).toHaveLength(2);
    expect(short.length).toBeLessThanOrEqual(300);
  });

  it('fits in any case, and cuts no character in two', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 150, maxLength: 400 }),
        fc.integer({ min: 120, max: 300 }),
        (body, limit) => {
          const short = shortenBody(body, limit);
          expect(short.length).toBeLessThanOrEqual(limit);
          expect(() => encodeURIComponent(short)).not.toThrow();
        },
      ),
    );
  });
});
