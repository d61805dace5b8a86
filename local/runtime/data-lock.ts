import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Takes the data directory for this process. The lock is the operating system's, on a file of SQLite, so it ends with the process
 * however that ends. Throws if another stack holds it.
 */
export function lockDataDir(dataDir: string): { readonly release: () => void } {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(dataDir, 'lock.db'));
  try {
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw new Error(`another stack is running on ${dataDir}; stop it or choose another data directory`, {
      cause: error,
    });
  }
  return { release: () => database.close() };
}
