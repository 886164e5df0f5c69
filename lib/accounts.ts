/** People. A guest is a user who hasn't signed in. */
import { randomUUID } from 'node:crypto';
import { db } from './db.ts';

export async function createGuest(): Promise<string> {
  const { id } = await db().user.create({ data: { id: randomUUID() }, select: { id: true } });
  return id;
}

export async function userExists(id: string): Promise<boolean> {
  return (await db().user.findUnique({ where: { id }, select: { id: true } })) !== null;
}
