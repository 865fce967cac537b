import { cleanName, summarizeMessage } from './summarizeMessage';

describe('summarizeMessage', () => {
  it('tells the first line from the rest', () => {
    expect(summarizeMessage('\nRaise it\r\n\r\nBecause.\n\nSo.\n')).toEqual({
      title: 'Raise it',
      body: 'Because.\n\nSo.',
    });
    expect(summarizeMessage('Raise it')).toEqual({ title: 'Raise it' });
    expect(summarizeMessage(' \n ')).toEqual({});
  });

  it('bounds a message, and says so', () => {
    const { title, body, truncated } = summarizeMessage(
      `${'t'.repeat(300)}\n\n${'b'.repeat(100_000)}`,
    );
    expect(title).toHaveLength(200);
    expect(body).toHaveLength(2000);
    expect(truncated).toBe(true);
  });

  it('leaves out what changes how a text reads', () => {
    expect(
      summarizeMessage('safe\u202e elif\u200b\u0000\u001b[31m\ud800').title,
    ).toBe('safe elif  [31m\ufffd');
    expect(cleanName('Eve\u202e\u0007')).toBe('Eve');
    expect(cleanName('\u200b')).toBeUndefined();
  });

  it('hides credentials', () => {
    const { body } = summarizeMessage(
      `Rotate it\n\npassword: hunter2hunter2\ntoken is ghp_${'a1B2'.repeat(9)}`,
    );
    expect(body).not.toContain('hunter2');
    expect(body).not.toContain('ghp_a1B2');
  });

  it('keeps markup as the text that it is', () => {
    expect(summarizeMessage('<img src=x onerror=alert(1)>').title).toBe(
      '<img src=x onerror=alert(1)>',
    );
  });
});
