import { type DemoCast, type Player, PLAYERS } from '@countersign/api-native';
import { type Authenticator, DEVELOPMENT_PRINCIPALS, type DevelopmentIdentity } from '@countersign/identity';
import type { Principal } from '@countersign/review';

const LIFETIME_SECONDS = 60;

/** The development principals as members of a workspace, by tokens of theirs: whoever signs them could be anybody. */
export function demoCast(identity: DevelopmentIdentity, authenticator: Authenticator): DemoCast {
  const admitted = async (player: Player, workspace: string): Promise<Principal> => {
    const subject = DEVELOPMENT_PRINCIPALS.find(({ id }) => id === player);
    if (subject === undefined) throw new Error(`there is no ${player} among the development principals`);
    const token = await identity.sign({ ...subject, workspace }, LIFETIME_SECONDS);
    const authentication = await authenticator.authenticate(token);
    if (authentication.kind === 'principal') return authentication.principal;
    throw new Error(`the own token is not believed: ${authentication.reason}`);
  };
  return async (workspace) => {
    const players = PLAYERS.map(async (player) => [player, await admitted(player, workspace)] as const);
    return Object.fromEntries(await Promise.all(players)) as Record<Player, Principal>;
  };
}
