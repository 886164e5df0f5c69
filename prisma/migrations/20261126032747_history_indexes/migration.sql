-- Both extensions come with PostgreSQL, and a database's owner may add them.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

-- CreateIndex
CREATE INDEX "avatars_kept_style_idx" ON "avatars"("owner_id", "style", "created_at" DESC, "id" DESC) WHERE (deleted_at IS NULL);

-- CreateIndex
CREATE INDEX "avatars_favourite_idx" ON "avatars"("owner_id", "created_at" DESC, "id" DESC) WHERE (favourite AND deleted_at IS NULL);

-- CreateIndex
CREATE INDEX "avatars_trash_idx" ON "avatars"("owner_id", "created_at" DESC, "id" DESC) WHERE (deleted_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "generations_owner_id_status_idx" ON "generations"("owner_id", "status");

-- No list of pending rows: it would be read whole by each search.
CREATE INDEX "generations_owner_id_prompt_idx" ON "generations" USING GIN ("owner_id" uuid_ops, "prompt" gin_trgm_ops) WITH (fastupdate = off);
