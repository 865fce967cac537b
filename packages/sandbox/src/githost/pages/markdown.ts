import MarkdownIt from 'markdown-it';
import { SafeHtml } from './html';

/** HTML in a text stays text, and images are not loaded: both could be anybody's. */
const renderer = new MarkdownIt({
  html: false,
  linkify: true,
  breaks: true,
}).disable('image');

const renderToken: NonNullable<typeof renderer.renderer.rules.link_open> = (
  tokens,
  index,
  options,
  _,
  self,
) => {
  tokens[index].attrSet('rel', 'noopener noreferrer nofollow');
  return self.renderToken(tokens, index, options);
};
renderer.renderer.rules.link_open = renderToken;
renderer.renderer.rules.table_open = () => '<div class="scroll"><table>';
renderer.renderer.rules.table_close = () => '</table></div>';

/** A comment that stands for itself, as Git hosts hide it; in a block of code there may be one to read. */
const COMMENT = /^<!--(?:(?!-->)[\s\S])*-->\s*$/gm;

/** Markdown of somebody as HTML that is safe to show. */
export function renderMarkdown(text: string): SafeHtml {
  return new SafeHtml(renderer.render(text.replace(COMMENT, '')));
}
