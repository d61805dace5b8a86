/** HTML that is right as it stands: only `markup` and `raw` make it. */
export interface Markup {
  readonly html: string;
}

export type Content = Markup | string | number | null | readonly Content[];

/** HTML in which every value is text, escaped, unless it is markup itself. Good for attributes in double quotes, too. */
export function markup(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return { html: parts.map((part, at) => part + markupOf(values[at] ?? null)).join('') };
}

/** Text that is known to be HTML. */
export function raw(html: string): Markup {
  return { html };
}

function markupOf(content: Content): string {
  if (content === null) return '';
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return String(content);
  return 'html' in content ? content.html : content.map(markupOf).join('');
}

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
