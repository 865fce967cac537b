import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { escapeMarkdown, markdownTable } from './markdown';

// As lenient as a Git host can be: raw HTML, links from bare addresses, strikethrough, tables.
const host = new MarkdownIt({ html: true, linkify: true });

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      ...'\\`*_{}[]()#+-.!|~<>&@:;/"\'=\n\r\t 1a',
      'http://',
      'https://evil.example',
      'www.evil.example',
      'mailto:',
      'a@b.example',
      '![',
      '](',
      '<!--',
      '-->',
      '<script>',
      '&lt;',
      '&#60;',
      '```',
      '~~~',
      '    ',
      '---',
      '***',
      '$$',
      'ftp://x.y',
      'evil.com',
    ),
    maxLength: 20,
  }),
);

/** What a reader sees of a piece of Markdown: its text, if there is nothing but text. */
function textOf(markdown: string): string | undefined {
  const tokens = host.parse(markdown, {});
  if (tokens.length === 0) return '';
  if (
    tokens.map(t => t.type).join() !== 'paragraph_open,inline,paragraph_close'
  ) {
    return undefined;
  }
  const inline = tokens[1].children!;
  return inline.every(t => ['text', 'text_special', 'entity'].includes(t.type))
    ? inline.map(t => t.content).join('')
    : undefined;
}

/** What a reader sees, without what takes no room. */
function lettersOf(markdown: string): string | undefined {
  return textOf(markdown)?.replace(/\u200b/g, '');
}

describe('escapeMarkdown', () => {
  it('leaves what the form can hold as it is', () => {
    for (const text of [
      'payments-dev',
      'eu-west-1',
      '1.34',
      'group:default/payments',
      'small, 2 to 4',
      'Jürgen Müller',
    ]) {
      expect(escapeMarkdown(text)).toBe(text);
    }
  });

  it.each([
    ['*bold*'],
    ['[x](http://evil.example)'],
    ['![x](y)'],
    ['<img src=x onerror=y>'],
    ['# title'],
    ['> quote'],
    ['1. list'],
    ['1) list'],
    ['- list'],
    ['+ list'],
    ['`code`'],
    ['~~gone~~'],
    ['https://evil.example'],
    ['www.evil.example'],
    ['&lt;b&gt;'],
    ['a | b'],
    ['<!-- hidden'],
    ['me@evil.example'],
    ['---'],
    ['==='],
    ['```'],
  ])('shows %s letter by letter', text => {
    expect(lettersOf(escapeMarkdown(text))).toBe(text);
  });

  it('mentions nobody and refers to nothing', () => {
    const markdown = escapeMarkdown('@admin #12 !7 GH-12 org/repo#3');
    const refers = /@\w|[#!]\d|GH-\d/;
    expect(markdown).not.toContain('@');
    // Hosts look at what is shown, where an entity is a sign again.
    expect(textOf(markdown)).not.toMatch(refers);
    expect(lettersOf(markdown)).toBe('@admin #12 !7 GH-12 org/repo#3');
  });

  it('yields one line of nothing but text, whatever the text', () => {
    fc.assert(
      fc.property(nasty, text => {
        const markdown = escapeMarkdown(text);
        expect(markdown).not.toMatch(/[\n\r]/);
        const shown = lettersOf(markdown);
        expect(shown).toBeDefined();
        // Control characters and the space at the ends aside, the very same letters.
        const letters = (s: string) =>
          s.replace(/[\s\p{Cc}\ufffd\u200b]/gu, '');
        expect(letters(shown!)).toBe(letters(text));
      }),
      { numRuns: 5000 },
    );
  });

  it("stays in a table's cell", () => {
    fc.assert(
      fc.property(nasty, nasty, (a, b) => {
        const tokens = host.parse(
          markdownTable(
            ['What', 'Value'],
            [[escapeMarkdown(a), escapeMarkdown(b)]],
          ),
          {},
        );
        expect(tokens[0].type).toBe('table_open');
        expect(tokens[tokens.length - 1].type).toBe('table_close');
        expect(tokens.filter(t => t.type === 'td_open')).toHaveLength(2);
      }),
      { numRuns: 2000 },
    );
  });
});
