import { ALGORITHMS, isUuid } from '@countersign/identity';

/** What the environment and the file of providers alike may say; each check with the words for what it expects. */
interface Word {
  readonly isRight: (text: string) => boolean;
  readonly what: string;
}

/** Of an id, so of whatever ids are made of. */
const LONGEST = 256;

const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/;

/** A bar ends the issuer in the id of a principal: one in its name would let two people become one. */
export const ISSUER: Word = {
  isRight: (text) => isAddress(text) && !/[|?#\s]/.test(text) && text.length <= LONGEST,
  what: `an http or https address of at most ${LONGEST} characters, without user, query, fragment, space and |`,
};
export const ADDRESS: Word = {
  isRight: isAddress,
  what: 'an http or https address without user and password',
};
export const TEXT: Word = {
  isRight: (text) => text.trim() !== '' && text.length <= LONGEST && text.isWellFormed(),
  what: `a text of 1 to ${LONGEST} characters`,
};
export const ALGORITHM: Word = {
  isRight: (text) => ALGORITHMS.some((algorithm) => algorithm === text),
  what: `one of ${ALGORITHMS.join(', ')}`,
};
export const SCOPE_WORD: Word = { isRight: (text) => SCOPE.test(text), what: 'one word of a scope' };
export const WORKSPACE: Word = { isRight: isUuid, what: 'a uuid' };

export const TOKEN_TYPES = ['any', 'at+jwt'] as const;
export const TOKEN_TYPE: Word = {
  isRight: (text) => TOKEN_TYPES.some((type) => type === text),
  what: `one of ${TOKEN_TYPES.join(', ')}`,
};

export const MOST_TOLERANCE_SECONDS = 60;

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}
