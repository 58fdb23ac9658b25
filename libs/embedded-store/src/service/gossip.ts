import gossipPb from '@eventstore/db-client/generated/gossip_pb';
import sharedPb from '@eventstore/db-client/generated/shared_pb';
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { uuidBytes } from '../wire/uuid';

/** Where clients that discover the node are told to dial. */
interface Advertised {
  readonly host: string;
  readonly port: number;
}

/** `Gossip.Read`: one member, the leader. */
export function gossipHandler(advertised: () => Advertised) {
  // The client throws, where nothing catches it, at sixteen bytes that are no UUID.
  const id = uuidBytes(randomUUID()) as Buffer;
  return (
    _call: ServerUnaryCall<unknown, gossipPb.ClusterInfo>,
    callback: sendUnaryData<gossipPb.ClusterInfo>,
  ): void => {
    const { host, port } = advertised();
    const endPoint = new gossipPb.EndPoint();
    endPoint.setAddress(host);
    endPoint.setPort(port);
    const member = new gossipPb.MemberInfo();
    member.setInstanceId(instanceId(id));
    member.setTimeStamp(String(BigInt(Date.now()) * 10000n));
    member.setState(gossipPb.MemberInfo.VNodeState.LEADER);
    member.setIsAlive(true);
    member.setHttpEndPoint(endPoint);
    const cluster = new gossipPb.ClusterInfo();
    cluster.addMembers(member);
    callback(null, cluster);
  };
}

function instanceId(id: Buffer): sharedPb.UUID {
  const halves = new sharedPb.UUID.Structured();
  halves.setMostSignificantBits(id.readBigInt64BE(0).toString());
  halves.setLeastSignificantBits(id.readBigInt64BE(8).toString());
  const uuid = new sharedPb.UUID();
  uuid.setStructured(halves);
  return uuid;
}
