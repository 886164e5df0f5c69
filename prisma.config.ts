import { defineConfig } from 'prisma/config';

// For the Prisma CLI only: the app opens its database in lib/db.ts, and server/migrate.ts applies the migrations.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
