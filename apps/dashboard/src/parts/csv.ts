/** A line as RFC 4180 has it. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`;

/**
 * A text that somebody wrote, such that no program of tables takes it for a formula: neither as a whole nor where one
 * that has another separator would begin a cell in it.
 */
export const harmless = (text: string): string =>
  text.replace(/^(?=[\t\r])|(?<=^|[;|\t\r\n])([^\S\t\r\n]*"*)(?=[=+\-@])/g, "$1'");

const quoted = (text: string): string =>
  /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
