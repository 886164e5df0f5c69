/** What a backup says of itself in manifest.json. */
import { z } from 'zod';

export const manifestSchema = z.object({
  version: z.literal(1),
  /** That the tables were at, in order. */
  migrations: z.array(z.string()).min(1),
  /** Rows of each table. */
  tables: z.record(z.string().regex(/^[a-z_]+$/), z.number()),
  files: z.number(),
});

export type Manifest = z.infer<typeof manifestSchema>;
