/** An HTML comment at the very end: not shown to people, but read by the portal. */
const LAST_COMMENT = /<!--(?:(?!-->)[\s\S])*-->\s*$/;

const CLOSED_FENCE = '\n```';

/**
 * A pull request's text that fits what the host takes. What is cut off is replaced by a note; a hidden comment
 * at the end, by which the portal knows its pull requests, stays.
 *
 * @param limit - in characters, as the host counts them
 * @internal
 */
export function shortenBody(body: string, limit: number): string {
  if (body.length <= limit) return body;
  const last = LAST_COMMENT.exec(body)?.[0].trim() ?? '';
  const comment = last.length < limit / 3 ? last : '';
  const end = `\n\n_Shortened: this Git host takes texts of up to ${limit} characters._${
    comment && `\n\n${comment}`
  }`;
  const room = limit - end.length - CLOSED_FENCE.length;
  const kept = body.slice(0, Math.max(0, room));
  // At a line's end if there is one near: half a table's row or half a link is shown as rubbish.
  const line = kept.lastIndexOf('\n');
  const cut = line > kept.length / 2 ? kept.slice(0, line) : kept;
  // Not in the middle of a character of two code units.
  const whole = cut.replace(/[\ud800-\udbff]$/, '');
  // Everything after a code block that is left open would be shown as code.
  const fences = whole.match(/^```/gm)?.length ?? 0;
  return `${whole}${fences % 2 ? CLOSED_FENCE : ''}${end}`;
}
