/**
 * A lock between processes: a file that names its holder. Plain JavaScript, because setup.mjs uses it before
 * anything is installed. A holder that is gone (killed, machine restarted) loses the lock to the next who asks;
 * its process id alone would not tell, as ids are used again, so the time it started is kept beside it.
 */
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Takes the lock, or says who holds it: `{ release }` or `{ heldBy }` (a process id). */
export function takeLock(file) {
  mkdirSync(path.dirname(file), { recursive: true });
  const mine = `${file}.${randomUUID()}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) }));
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        // A link appears whole or not at all, and never over another one.
        linkSync(mine, file);
        return { release: () => rmSync(file, { force: true }) };
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const text = read(file);
      const holder = text === null ? null : parse(text);
      if (holder !== null && isAlive(holder)) return { heldBy: holder.pid };
      if (attempt > 20) throw new Error(`The lock ${file} can't be taken; delete it.`);
      if (text !== null) clear(file, text);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Moves a dead holder's file away. Had another process just replaced it by its own, that one is put back. */
function clear(file, expected) {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    if (read(aside) !== expected) linkSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isAlive({ pid, startedAt }) {
  if (pid === process.pid) return startedAt !== null && startedAt === startOf(pid);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  return startedAt === null || startedAt === startOf(pid);
}

/** When a process started, in the kernel's ticks; null where only the id can be known (not on Linux). */
function startOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets and may hold spaces; the start is the 22nd field.
  return stat === null ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

function parse(text) {
  try {
    const { pid, startedAt } = JSON.parse(text);
    return Number.isInteger(pid) ? { pid, startedAt: startedAt ?? null } : null;
  } catch {
    return null;
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
