/** Text that is HTML already. Only `markup` makes it. */
export class SafeHtml {
  constructor(readonly text: string) {}
}

type Value =
  | SafeHtml
  | string
  | number
  | undefined
  | false
  | Array<SafeHtml | string | false | undefined>;

/** HTML from a template: everything put into it is escaped, except what `markup` has made. */
export function markup(
  strings: TemplateStringsArray,
  ...values: Value[]
): SafeHtml {
  return new SafeHtml(
    strings.reduce(
      (text, part, index) => text + render(values[index - 1]) + part,
    ),
  );
}

function render(value: Value): string {
  if (value instanceof SafeHtml) return value.text;
  if (Array.isArray(value)) return value.map(render).join('');
  if (value === undefined || value === false) return '';
  return escapeHtml(String(value));
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character]);
}
