// Kept conversations in this browser's IndexedDB. Turns are written one by one, so that a page that is
// closed loses nothing that was complete.
import type { KeptConversation, KeptTurn } from "./record.ts";

const NAME = "vivavoce";
const VERSION = 1;

export class ConversationStore {
  private db: Promise<IDBDatabase> | null = null;

  /** The newest first. */
  async list(): Promise<KeptConversation[]> {
    const all = await this.run("conversations", "readonly", (store) => store.getAll());
    return (all as KeptConversation[]).sort((a, b) => b.startedAt - a.startedAt);
  }

  async turns(id: string): Promise<KeptTurn[]> {
    return (await this.run("turns", "readonly", (store) =>
      store.getAll(rangeOf(id)),
    )) as KeptTurn[];
  }

  /** Writes the turn and what is told of its conversation, or neither. */
  async add(conversation: KeptConversation, turn: KeptTurn): Promise<void> {
    const db = await this.open();
    await new Promise<void>((done, failed) => {
      const work = db.transaction(["conversations", "turns"], "readwrite");
      work.objectStore("conversations").put(conversation);
      work.objectStore("turns").put(turn);
      work.oncomplete = () => done();
      work.onabort = work.onerror = () => failed(work.error);
    });
  }

  async remove(id: string): Promise<void> {
    await this.run("turns", "readwrite", (store) => store.delete(rangeOf(id)));
    await this.run("conversations", "readwrite", (store) => store.delete(id));
  }

  async clear(): Promise<void> {
    await this.run("turns", "readwrite", (store) => store.clear());
    await this.run("conversations", "readwrite", (store) => store.clear());
  }

  private async run<T>(
    name: "conversations" | "turns",
    mode: IDBTransactionMode,
    ask: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const db = await this.open();
    return new Promise<T>((done, failed) => {
      const request = ask(db.transaction(name, mode).objectStore(name));
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  }

  private open(): Promise<IDBDatabase> {
    this.db ??= new Promise((done, failed) => {
      const request = indexedDB.open(NAME, VERSION);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("conversations", { keyPath: "id" });
        request.result.createObjectStore("turns", { keyPath: ["conversation", "seq"] });
      };
      request.onsuccess = () => done(request.result);
      request.onerror = () => {
        this.db = null;
        failed(request.error);
      };
    });
    return this.db;
  }
}

function rangeOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, Infinity]);
}
