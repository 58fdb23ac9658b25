/** Column by column: the title and the digits behind the point. */
type Columns = Readonly<Record<string, readonly [title: string, digits: number]>>;

interface SectionShape {
  readonly title: string;
  readonly columns: Columns;
}

/** What is measured, and what is told of each. */
export const SECTIONS = {
  replay: {
    title: 'replay into empty views',
    columns: { perSecond: ['events/s', 0], ofBareRead: ['of bare read', 2], seconds: ['seconds', 2] },
  },
  lag: {
    title: 'from a decision acknowledged until it is seen in the views',
    columns: {
      perSecond: ['decisions/s', 0],
      p50Ms: ['p50 ms', 1],
      p99Ms: ['p99 ms', 1],
      readP50Ms: ['bare read p50', 1],
      samples: ['samples', 0],
    },
  },
  streams: {
    title: 'from a decision acknowledged until its message is at every open stream',
    columns: {
      connections: ['streams', 0],
      kbEach: ['KB each', 1],
      p50Ms: ['p50 ms', 1],
      p99Ms: ['p99 ms', 1],
      cpuMs: ['CPU ms/decision', 1],
    },
  },
  takeover: {
    title: 'from the end of the projecting gateway until a new write is seen through the other one',
    columns: { seconds: ['seconds', 2], leaseSeconds: ['lease s', 2], ofLease: ['of lease', 2] },
  },
  memory: {
    title: 'resident memory of the gateway during a replay',
    columns: {
      events: ['events', 0],
      perSecond: ['events/s', 0],
      startMb: ['start MB', 0],
      p50Mb: ['p50 MB', 0],
      maxMb: ['max MB', 0],
      slope: ['MB/min, 2nd half', 2],
    },
  },
  audit: {
    title: "the auditor's commands, from the start of their process to its end",
    columns: {
      events: ['events', 0],
      perSecond: ['events/s', 0],
      startMb: ['start MB', 0],
      p50Mb: ['p50 MB', 0],
      maxMb: ['max MB', 0],
    },
  },
} as const satisfies Readonly<Record<string, SectionShape>>;

export type Section = keyof typeof SECTIONS;

/** One measurement in one round: each column of its section, null where the machine does not tell. */
export type ViewsMeasurement = {
  [Name in Section]: {
    readonly section: Name;
    /** The same names come back in every round. */
    readonly name: string;
    readonly figures: Readonly<Record<keyof (typeof SECTIONS)[Name]['columns'], number | null>>;
  };
}[Section];

export function isSection(name: string): name is Section {
  return Object.hasOwn(SECTIONS, name);
}
