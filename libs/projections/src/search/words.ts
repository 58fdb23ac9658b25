/** Characters of a word; of a longer one the start stands for it. */
const LONGEST = 40;
/** Different words of one text; what comes behind them is not found. */
const MOST_WORDS = 2_000;
/**
 * Characters that are read of one text, so that none keeps others waiting: so many of ASCII, a quarter where pieces of
 * it hold others.
 */
const MOST_CHARACTERS = 96 * 1024;
/** What a character outside ASCII takes, against one of ASCII. */
const WIDE = 4;
/** So many characters are looked at as one piece. */
const PIECE = 1_024;

const ASCII_WORD = /[a-z0-9]+/g;
const ANY_WORD = /[\p{L}\p{N}]+/gu;
/** Scripts that are written without spaces between words. */
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+/gu;

/** A word as it is found, and whether it is of a script without spaces. */
interface Run {
  readonly text: string;
  /** Where it ends in its piece. */
  readonly end: number;
  readonly isUnspaced: boolean;
}

/**
 * The different words of some texts, for an index: runs of letters and digits without their marks, in lower case. Of a
 * script without spaces each two letters that stand side by side are a word, and so is the last of a run. What a text
 * comes to is said by this alone, on every database and in every process.
 */
export function wordsOf(texts: Iterable<string>): readonly string[] {
  const words = new Set<string>();
  let left = MOST_CHARACTERS;
  for (const text of texts) {
    for (const piece of piecesOf(text)) {
      const plain = plainOf(piece);
      for (const run of runsOf(plain)) {
        if (run.isUnspaced) for (const word of pairsOf(run.text)) words.add(word);
        else words.add(cut(run.text));
        if (words.size >= MOST_WORDS) return [...words].slice(0, MOST_WORDS);
      }
      left -= plain.text.length * (plain.isAscii ? 1 : WIDE) + 1;
      if (left <= 0) return [...words];
    }
  }
  return [...words];
}

/** What a query asks for: all of the words, and for each of the beginnings a word that starts so. */
export interface SoughtWords {
  readonly words: readonly string[];
  readonly beginnings: readonly string[];
}

/** Words of a query, and its characters; what comes behind them is not looked at. */
const MOST_SOUGHT = 12;
const LONGEST_QUERY = 1_024;

/**
 * What a query asks for; null where no word is in it. A `*` right behind a word makes it a beginning; whatever else is
 * neither letter nor digit stands between words and means nothing.
 */
export function soughtIn(query: string): SoughtWords | null {
  const words = new Set<string>();
  const beginnings = new Set<string>();
  const plain = plainOf(query.slice(0, LONGEST_QUERY));
  for (const run of runsOf(plain)) {
    for (const { text, isBeginning } of soughtOf(run, plain.text[run.end] === '*')) {
      (isBeginning ? beginnings : words).add(text);
      if (words.size + beginnings.size === MOST_SOUGHT) break;
    }
    if (words.size + beginnings.size === MOST_SOUGHT) break;
  }
  return words.size + beginnings.size === 0 ? null : { words: [...words], beginnings: [...beginnings] };
}

/** As {@link soughtIn} for a text that is known to hold a word. */
export function mustSeek(query: string): SoughtWords {
  const sought = soughtIn(query);
  if (sought === null) throw new RangeError('a search needs a word');
  return sought;
}

function soughtOf({ text, isUnspaced }: Run, isStarred: boolean) {
  if (!isUnspaced) return [{ text: cut(text), isBeginning: isStarred && text.length < LONGEST }];
  const pairs = pairsOf(text);
  // Of a single letter: wherever it stands, it begins a pair or ends a run.
  if (pairs.length === 1) return [{ text, isBeginning: true }];
  return pairs.slice(0, -1).map((pair) => ({ text: pair, isBeginning: false }));
}

/** Each two letters side by side, and the last one alone. */
function pairsOf(run: string): string[] {
  const letters = [...run];
  return letters.map((letter, index) => letter + (letters[index + 1] ?? ''));
}

function* piecesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const to = endOfPiece(text, from);
    yield text.slice(from, to);
    from = to;
  }
}

/** In front of a character that is no part of a word where one is near: few words are cut in two. */
function endOfPiece(text: string, from: number): number {
  const to = from + PIECE;
  if (to >= text.length) return text.length;
  for (let at = to; at > to - 200; at -= 1) if (text.charCodeAt(at) <= 0x2f) return at;
  const code = text.charCodeAt(to);
  return code >= 0xdc00 && code <= 0xdfff ? to - 1 : to;
}

interface Plain {
  readonly text: string;
  readonly isAscii: boolean;
}

/** Without marks and in lower case. */
function plainOf(piece: string): Plain {
  if (/^[\0-\x7f]*$/.test(piece)) return { text: piece.toLowerCase(), isAscii: true };
  const lower = piece.normalize('NFKD').toLowerCase().normalize('NFKD');
  return { text: lower.replace(/\p{M}+/gu, '').replaceAll('ς', 'σ'), isAscii: false };
}

function* runsOf({ text, isAscii }: Plain): Generator<Run> {
  for (const { 0: run, index } of text.matchAll(isAscii ? ASCII_WORD : ANY_WORD)) {
    if (isAscii) yield { text: run, end: index + run.length, isUnspaced: false };
    else yield* partsOf(run, index);
  }
}

function* partsOf(run: string, at: number): Generator<Run> {
  let from = 0;
  const part = (to: number, isUnspaced: boolean): Run => {
    return { text: run.slice(from, to), end: at + to, isUnspaced };
  };
  for (const { 0: text, index } of run.matchAll(UNSPACED)) {
    if (index > from) yield part(index, false);
    from = index;
    yield part(index + text.length, true);
    from = index + text.length;
  }
  if (from < run.length) yield part(run.length, false);
}

function cut(word: string): string {
  if (word.length <= LONGEST) return word;
  const start = word.slice(0, LONGEST);
  return start.isWellFormed() ? start : start.slice(0, -1);
}
