import { DEVELOPMENT_WORKSPACE, openDevelopmentIdentity } from '@countersign/identity';

/** Tokens of those who ask and of those who decide, so that no two decisions at one time are the same person's. */
export interface People {
  readonly askers: readonly string[];
  readonly reviewers: readonly string[];
}

/** Signed with the development key in the folder, which is made if it is not there. */
export async function signPeople(identityDir: string, count: number): Promise<People> {
  const identity = await openDevelopmentIdentity(identityDir);
  const sign = (id: string, groups: readonly string[], roles: readonly string[]): Promise<string> =>
    identity.sign({
      id,
      name: `${id} Benchley`,
      email: `${id}@example.com`,
      groups,
      roles,
      workspace: DEVELOPMENT_WORKSPACE,
    });
  const each = Array.from({ length: count }, (_, index) => index);
  return {
    askers: await Promise.all(each.map((index) => sign(`asker-${index}`, [], []))),
    reviewers: await Promise.all(each.map((index) => sign(`reviewer-${index}`, ['banking'], ['reviewer']))),
  };
}
