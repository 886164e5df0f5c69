/** People with a long history, for measurements. */
import { randomUUID } from 'node:crypto';
import { createGuest } from '../lib/accounts.ts';
import { db } from '../lib/db.ts';
import { sessionCookie } from '../lib/session-cookie.ts';

export type Person = { id: string; cookie: string; cookies: { name: string; value: string } };

/** A person with so many avatars in the database; their files aren't made, as only pages are asked for. */
export async function seededPerson(avatars: number): Promise<Person> {
  const id = await createGuest();
  const generationId = randomUUID();
  await db().$executeRaw`
    INSERT INTO generations (id, owner_id, status, engine, style, prompt, negative_prompt, width, height, steps, guidance, face_strength, samples, safety_checker, consented_at)
    VALUES (${generationId}::uuid, ${id}::uuid, 'finished', 'embedded', 'comic', '', '', 512, 768, 31, 7.5, 1, 1, true, now())`;
  const placeholder = `data:image/webp;base64,${'A'.repeat(120)}`;
  await db().$executeRaw`
    INSERT INTO avatars (id, owner_id, generation_id, position, style, width, height, bytes, placeholder, created_at)
    SELECT gen_random_uuid(), ${id}::uuid, ${generationId}::uuid, n, 'comic', 512, 768, 1, ${placeholder}, now() - n * interval '1 minute'
    FROM generate_series(1, ${avatars}) n`;
  const { name, value } = await sessionCookie(id);
  return { id, cookie: `${name}=${value}`, cookies: { name, value } };
}
