import type { FastifyReply } from 'fastify';

/** A page for a person: plain, and without anything that could be run. */
export interface Page {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  /** Where it leads: at once, or when the person has read it. */
  readonly next: { readonly label: string; readonly path: string; readonly isAtOnce?: true };
}

/** Shows the page as the answer; what keeps it from being run, framed or kept is in the headers of every answer. */
export function showPage(reply: FastifyReply, { status, title, text, next }: Page): string {
  void reply.status(status).type('text/html; charset=utf-8');
  const path = escaped(next.path);
  const refresh = next.isAtOnce === true ? `<meta http-equiv="refresh" content="0;url=${path}">` : '';
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta name="viewport" content="width=device-width">${refresh}<title>${escaped(title)}</title></head>`,
    `<body><h1>${escaped(title)}</h1><p>${escaped(text)}</p>`,
    `<p><a href="${path}">${escaped(next.label)}</a></p></body></html>\n`,
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
