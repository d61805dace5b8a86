import { FileError } from '../file-error.ts';

/** What a scanner tells of a part. Names come without their namespace prefix. */
export interface XmlHandlers {
  /** `tag` is what stands between `<` and `>`; an empty element is opened and closed. */
  readonly open: (name: string, tag: string) => void;
  readonly close: (name: string) => void;
  /** Text, or a piece of it, references decoded. Asked for only where it is wanted. */
  readonly text: (text: string) => void;
  readonly wantsText: () => boolean;
}

export interface XmlScanner {
  readonly feed: (text: string) => void;
  /** Whether every element opened is closed, and there was one. */
  readonly whole: () => boolean;
}

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const COLON = 0x3a;
const SPACE = 0x20;
/** A tag, a comment or CDATA: more than any cell may hold. */
const TOKEN_CHARS_MAX = 1024 ** 2;
/** `&#x0010FFFF;` and more. */
const REFERENCE_CHARS_MAX = 20;

/**
 * Scans XML as workbooks hold it, in chunks of any length: elements, text, CDATA, comments. A document type is refused, and with it every
 * entity but the five of XML. Throws FileError.
 */
export function createXmlScanner(handlers: XmlHandlers): XmlScanner {
  let pending = '';
  let depth = 0;
  let roots = 0;

  /** The place after the markup that begins at `from`, or -1 where it isn't all there. */
  function markup(text: string, from: number): number {
    const second = text.charCodeAt(from + 1);
    if (second === QUESTION) return after(text, '?>', from + 2);
    if (second === BANG) return declaration(text, from);
    // A closing tag has no attributes, and so no quotation marks to look at.
    const end = second === SLASH ? text.indexOf('>', from + 2) : endOfTag(text, from + 1);
    if (end === -1) return -1;
    if (second === SLASH) {
      depth -= 1;
      handlers.close(nameOf(text, from + 2, end));
      return end + 1;
    }
    const empty = text.charCodeAt(end - 1) === SLASH;
    const name = nameOf(text, from + 1, empty ? end - 1 : end);
    if (depth === 0) roots += 1;
    handlers.open(name, text.slice(from + 1, empty ? end - 1 : end));
    if (empty) handlers.close(name);
    else depth += 1;
    return end + 1;
  }

  function declaration(text: string, from: number): number {
    if (text.startsWith('<!--', from)) return after(text, '-->', from + 4);
    if (text.startsWith('<![CDATA[', from)) {
      const next = after(text, ']]>', from + 9);
      if (next !== -1 && handlers.wantsText()) handlers.text(text.slice(from + 9, next - 3));
      return next;
    }
    if ('<![CDATA['.startsWith(text.slice(from, from + 9)) || '<!--'.startsWith(text.slice(from, from + 4))) return -1;
    throw doctype();
  }

  function feed(added: string): void {
    const text = pending === '' ? added : pending + added;
    let at = 0;
    for (;;) {
      const tag = text.indexOf('<', at);
      if (tag === -1) break;
      if (tag > at && handlers.wantsText()) handlers.text(decodeText(text.slice(at, tag)));
      at = tag;
      const next = text.length - tag < 2 ? -1 : markup(text, tag);
      if (next === -1) break;
      at = next;
    }
    pending = at < text.length && text.charCodeAt(at) !== LT ? textBefore(text.slice(at)) : text.slice(at);
    if (pending.length > TOKEN_CHARS_MAX) throw new FileError('file.unsupported', { found: 'xlsx', reason: 'xml' });
  }

  /** What must wait of a text that goes on: nothing where nobody wants it, else what is short or may be half a reference. */
  function textBefore(rest: string): string {
    if (!handlers.wantsText()) return '';
    if (rest.length < REFERENCE_CHARS_MAX) return rest;
    const reference = rest.indexOf('&', rest.length - REFERENCE_CHARS_MAX);
    const cut = reference === -1 ? rest.length : reference;
    handlers.text(decodeText(rest.slice(0, cut)));
    return rest.slice(cut);
  }

  return { feed, whole: () => depth === 0 && roots === 1 && pending.trim() === '' };
}

/** The value of an attribute, with any namespace prefix of its own left on: `r:id` is asked for as `r:id`. */
export function attribute(tag: string, name: string): string | null {
  for (let at = tag.indexOf('='); at !== -1;) {
    const open = at + 1 + spaces(tag, at + 1);
    const quote = tag.charCodeAt(open);
    const close = quote === QUOTE || quote === APOSTROPHE ? tag.indexOf(tag.charAt(open), open + 1) : -1;
    if (close === -1) throw new FileError('file.unsupported', { found: 'xlsx', reason: 'xml' });
    if (endsWithName(tag, at, name)) return decodeText(tag.slice(open + 1, close));
    at = tag.indexOf('=', close);
  }
  return null;
}

/** Throws FileError for a reference to an entity that only a document type could define. */
function decodeText(written: string): string {
  if (!written.includes('&')) return written;
  return written.replaceAll(/&([^;&]{0,16});?/g, (_, reference: string) => {
    const named = ENTITIES[reference];
    if (named !== undefined) return named;
    const code = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(reference);
    const value = code === null ? NaN : code[1] === undefined ? Number(code[2]) : Number.parseInt(code[1], 16);
    if (!(value <= 0x10ffff)) throw doctype();
    return String.fromCodePoint(value).toWellFormed();
  });
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function doctype(): FileError {
  return new FileError('file.unsupported', { found: 'xlsx', reason: 'doctype' });
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? -1 : at + mark.length;
}

/** The `>` of a tag: one inside an attribute's quotation marks is text. */
function endOfTag(text: string, from: number): number {
  let quote = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === GT) return at;
    else if (code === QUOTE || code === APOSTROPHE) quote = code;
    else if (code === LT) throw new FileError('file.unsupported', { found: 'xlsx', reason: 'xml' });
  }
  return -1;
}

function nameOf(text: string, from: number, end: number): string {
  let start = from;
  let at = from;
  for (; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= SPACE) break;
    if (code === COLON) start = at + 1;
  }
  return text.slice(start, at);
}

function spaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= SPACE) at += 1;
  return at - from;
}

function endsWithName(tag: string, equals: number, name: string): boolean {
  let end = equals;
  while (tag.charCodeAt(end - 1) <= SPACE) end -= 1;
  const start = end - name.length;
  return start > 0 && tag.startsWith(name, start) && tag.charCodeAt(start - 1) <= SPACE;
}
