import { write, type GroupBooks, type Recorded } from './books';
import { ParkedAgain } from './parked-again';
import type { EventLog } from '../log/log';
import type { ConsumerPort, GroupDefinition, GroupStore, Membership } from './running-group';
import { RunningGroup } from './running-group';
import { loadConfiguration, writeConfiguration } from './configuration';
import type { GroupRefusal } from './refusals';
import { checkSettings, type AskedSettings } from './settings';

/** The name of a group everywhere: two that look the same here are the same, as on the real server. */
function keyOf(source: string, group: string): string {
  return `${source}::${group}`;
}

/** How many names of streams without groups are remembered, only to say that they had some. */
const SOURCES_KEPT = 10_000;

/** Whom a change is made for, and what they are told: that it is on the disk, or that nobody knows. */
export interface Change extends Recorded {
  readonly user: string;
}

/** What a group shall be once a change is recorded: undefined, no group. */
interface Asked {
  readonly key: string;
  readonly definition: GroupDefinition | undefined;
}

/** All groups of one store. A change is in effect at once, durable when its `done` runs, and taken back when it failed. */
export class Groups {
  private readonly running = new Map<string, RunningGroup>();
  /** The groups that the log has. */
  private readonly recorded = new Map<string, GroupDefinition>();
  /** Changes that are in effect and not in the log yet, in their order. */
  private readonly pending = new Set<Asked>();
  private readonly parkedAgain: ParkedAgain;
  private readonly sources = new Set<string>();
  private isOver = false;

  constructor(private readonly store: GroupStore) {
    this.parkedAgain = new ParkedAgain(store);
    this.load();
  }

  find(source: string, group: string): RunningGroup | undefined {
    return this.running.get(keyOf(source, group));
  }

  create(source: string, group: string, asked: AskedSettings, change: Change): GroupRefusal | undefined {
    if (this.find(source, group)) return { kind: 'exists' };
    const settings = checkSettings(asked);
    if ('refused' in settings) return { kind: 'failed', reason: settings.refused };
    const { definition } = this.start({ source, group, settings }, true);
    this.save({ key: keyOf(source, group), definition }, change);
    return undefined;
  }

  /** Consumers are dropped; the filter stays; the group goes on from its checkpoint if it has one. */
  update(source: string, group: string, asked: AskedSettings, change: Change): GroupRefusal | undefined {
    const found = this.find(source, group);
    if (!found) return { kind: 'missing' };
    const { filter } = found.definition.settings;
    const settings = checkSettings({ ...asked, filter });
    if ('refused' in settings) return { kind: 'failed', reason: settings.refused };
    found.end();
    const { definition } = this.start({ source, group, settings });
    this.save({ key: keyOf(source, group), definition }, change);
    return undefined;
  }

  delete(source: string, group: string, change: Change): GroupRefusal | undefined {
    const found = this.find(source, group);
    if (!found) return { kind: 'missing' };
    const key = keyOf(source, group);
    this.stop(key, found);
    // In one write, so that a new group of this name never goes on from the old one's checkpoint, nor this one without it.
    this.save({ key, definition: undefined }, change, found.books);
    return undefined;
  }

  join(source: string, group: string, slots: number, port: ConsumerPort): Membership | GroupRefusal {
    const found = this.find(source, group);
    if (!found) return { kind: 'missing' };
    return found.group.isFull ? { kind: 'full' } : found.join(port, slots);
  }

  list(): RunningGroup[] {
    return [...this.running.values()];
  }

  /** Undefined for a stream that never had a group. */
  listOf(source: string): RunningGroup[] | undefined {
    if (!this.sources.has(source)) return undefined;
    return this.list().filter(({ definition }) => definition.source === source);
  }

  /**
   * As if the server had been started again, for groups alone; after everything that was asked before is recorded. What
   * is changed meanwhile is not in the log yet when that is read again: it is as it was asked for, and stays.
   */
  restart(recorded: Recorded): void {
    const done = (): void => {
      const changed = new Set([...this.pending].map(({ key }) => key));
      const isChanged = (key: string): boolean => changed.has(key);
      for (const [key, group] of this.running) if (!isChanged(key)) this.stop(key, group);
      this.recorded.clear();
      this.sources.clear();
      this.load(isChanged);
      for (const { definition } of this.list()) this.sources.add(definition.source);
      recorded.done();
    };
    write(this.store, () => undefined, { ...recorded, done });
  }

  /** The store stops: its log is not to be asked any more. */
  get isClosed(): boolean {
    return this.isOver;
  }

  close(): void {
    this.isOver = true;
    for (const group of this.running.values()) group.close();
    this.parkedAgain.close();
  }

  /** Starts what the log has. */
  private load(isLeftAlone: (key: string) => boolean = () => false): void {
    for (const definition of loadConfiguration(this.store)) {
      const key = keyOf(definition.source, definition.group);
      this.recorded.set(key, isLeftAlone(key) ? definition : this.start(definition).definition);
    }
  }

  private stop(key: string, group: RunningGroup): void {
    group.end();
    this.running.delete(key);
  }

  private start(definition: GroupDefinition, isNew = false): RunningGroup {
    const { source, group } = definition;
    const started = new RunningGroup(this.store, this.parkedAgain, definition, isNew);
    this.running.set(keyOf(source, group), started);
    this.sources.add(source);
    for (const known of this.sources) {
      if (this.sources.size <= SOURCES_KEPT || this.hasGroups(known)) break;
      this.sources.delete(known);
    }
    return started;
  }

  private hasGroups(source: string): boolean {
    return this.list().some(({ definition }) => definition.source === source);
  }

  private save(asked: Asked, { user, done, failed, weight }: Change, forgotten?: GroupBooks): void {
    this.pending.add(asked);
    const act = (log: EventLog, now: number): void => {
      forgotten?.forget(log, now);
      // Asked when it is written: a change before this one may not have been recorded.
      writeConfiguration(log, this.upTo(asked), { user, now });
    };
    write(this.store, act, {
      weight,
      done: () => {
        this.pending.delete(asked);
        forgotten?.forgotten();
        const { key, definition } = asked;
        if (definition) this.recorded.set(key, definition);
        else this.recorded.delete(key);
        done();
      },
      failed: (why) => {
        this.pending.delete(asked);
        // A store that stops needs no group any more.
        if (!this.isOver) this.takeBack(asked.key);
        failed(why);
      },
    });
  }

  /** All groups once a change is recorded: those of the log, with the changes that are written before it, and with it. */
  private upTo(last: Asked): readonly GroupDefinition[] {
    const all = new Map(this.recorded);
    for (const asked of this.pending) {
      if (asked.definition) all.set(asked.key, asked.definition);
      else all.delete(asked.key);
      if (asked === last) break;
    }
    return [...all.values()];
  }

  /** Makes a group what it shall be without the change that failed: later ones may still be recorded. */
  private takeBack(key: string): void {
    const later = [...this.pending].filter((asked) => asked.key === key).at(-1);
    const definition = later ? later.definition : this.recorded.get(key);
    const running = this.running.get(key);
    if (running?.definition === definition) return;
    if (running) this.stop(key, running);
    if (definition) this.start(definition);
  }
}
