import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { count, timeIfAny, textIfAny, time } from './review-parts';
import { Projection, Reaction } from './standing-answers';

const figure = { type: Number, minimum: 0 } as const;
const STORES = ['embedded', 'external'] as const;
const DATABASES = ['sqlite', 'postgres'] as const;

@ApiSchema({ name: 'GatewayMemory' })
class Memory {
  @ApiProperty({ ...count, description: 'Of the whole process' })
  rssBytes!: number;
  @ApiProperty(count)
  heapUsedBytes!: number;
}

@ApiSchema({ name: 'EventLoopDelay', description: 'How late timers come, about the last half minute' })
class Delay {
  @ApiProperty(figure)
  meanMs!: number;
  @ApiProperty(figure)
  p99Ms!: number;
  @ApiProperty(figure)
  maxMs!: number;
}

@ApiSchema({ name: 'GatewayProcess', description: 'Of the gateway that answers; others are not known to it' })
class GatewayProcess {
  @ApiProperty({ description: 'Tells it from other gateways' })
  name!: string;
  @ApiProperty({ description: 'Of the product' })
  version!: string;
  @ApiProperty({ description: 'Of Node.js' })
  node!: string;
  @ApiProperty(time)
  startedAt!: string;
  @ApiProperty(figure)
  uptimeSeconds!: number;
  @ApiProperty({ type: Memory })
  memory!: Memory;
  @ApiProperty({ type: Delay })
  eventLoop!: Delay;
}

@ApiSchema({ name: 'StoreStanding' })
class StoreStanding {
  @ApiProperty({ enum: STORES, description: '`external`: an EventStoreDB or KurrentDB' })
  kind!: (typeof STORES)[number];
  @ApiProperty({ description: 'Whether it answers this gateway' })
  isReachable!: boolean;
  @ApiProperty({ ...textIfAny, example: '4711', description: 'The position of its last event' })
  head!: string | null;
  @ApiProperty({
    ...timeIfAny,
    description: 'Of the workspace, as far as the views have come; by the clock of the store',
  })
  lastEventAt!: string | null;
}

@ApiSchema({ name: 'DatabaseStanding', description: 'Where the views are' })
class DatabaseStanding {
  @ApiProperty({ enum: DATABASES })
  kind!: (typeof DATABASES)[number];
  @ApiProperty()
  isReachable!: boolean;
  @ApiProperty(textIfAny)
  version!: string | null;
  @ApiProperty({ ...count, nullable: true, description: 'Of the whole database' })
  sizeBytes!: number | null;
}

@ApiSchema({ name: 'LiveConnections', description: 'Answers of this gateway that last, of all workspaces' })
class LiveConnections {
  @ApiProperty({ ...count, description: 'Streams without an end (SSE)' })
  streams!: number;
  @ApiProperty({ ...count, description: 'Requests that wait for a review' })
  waits!: number;
  @ApiProperty({ ...count, description: 'Exports of the log' })
  exports!: number;
}

@ApiSchema({ name: 'OperationsAnswer' })
export class OperationsBody {
  @ApiProperty({ type: GatewayProcess })
  gateway!: GatewayProcess;
  @ApiProperty({ type: StoreStanding })
  store!: StoreStanding;
  @ApiProperty({ type: DatabaseStanding })
  database!: DatabaseStanding;
  @ApiProperty({ type: [Projection] })
  projections!: readonly Projection[];
  @ApiProperty({ type: [Reaction] })
  reactions!: readonly Reaction[];
  @ApiProperty({ type: LiveConnections })
  live!: LiveConnections;
  @ApiProperty({
    description: 'What tries a parked stream again, in a shell of the installation: no request does',
    example: 'npm run audit -- replay-parked <stream>',
  })
  replayParked!: string;
}
