CREATE TYPE "generation_status" AS ENUM ('queued', 'drawing', 'finished', 'failed', 'cancelled');

CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "selfies" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "bytes" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "selfies_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "generations" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "selfie_id" UUID,
    "status" "generation_status" NOT NULL DEFAULT 'queued',
    "engine" TEXT NOT NULL,
    "style" TEXT NOT NULL,
    "prompt" TEXT NOT NULL,
    "negative_prompt" TEXT NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "steps" INTEGER NOT NULL,
    "guidance" DOUBLE PRECISION NOT NULL,
    "face_strength" DOUBLE PRECISION NOT NULL,
    "seed" BIGINT,
    "samples" INTEGER NOT NULL,
    "safety_checker" BOOLEAN NOT NULL,
    "consented_at" TIMESTAMPTZ(3) NOT NULL,
    "progress" INTEGER NOT NULL DEFAULT 0,
    "eta_seconds" DOUBLE PRECISION,
    "remote_ids" TEXT[],
    "failure_code" TEXT,
    "failure_message" TEXT,
    "retryable" BOOLEAN NOT NULL DEFAULT false,
    "words" JSONB,
    "dismissed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "generations_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "avatars" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "generation_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "style" TEXT NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "bytes" INTEGER NOT NULL,
    "seed" BIGINT,
    "placeholder" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "avatars_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "share_links" (
    "slug" TEXT NOT NULL,
    "owner_id" UUID NOT NULL,
    "avatar_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "share_links_pkey" PRIMARY KEY ("slug")
);

CREATE TABLE "daily_usage" (
    "owner_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "used" INTEGER NOT NULL,

    CONSTRAINT "daily_usage_pkey" PRIMARY KEY ("owner_id", "day")
);

CREATE INDEX "selfies_owner_id_created_at_id_idx" ON "selfies"("owner_id", "created_at" DESC, "id" DESC);
CREATE INDEX "selfies_created_at_idx" ON "selfies"("created_at");
CREATE INDEX "generations_owner_id_created_at_id_idx" ON "generations"("owner_id", "created_at" DESC, "id" DESC);
CREATE INDEX "generations_status_created_at_idx" ON "generations"("status", "created_at");
CREATE INDEX "generations_selfie_id_idx" ON "generations"("selfie_id");
CREATE UNIQUE INDEX "avatars_generation_id_position_key" ON "avatars"("generation_id", "position");
CREATE INDEX "avatars_owner_id_created_at_id_idx" ON "avatars"("owner_id", "created_at" DESC, "id" DESC);
CREATE INDEX "avatars_deleted_at_idx" ON "avatars"("deleted_at");
CREATE UNIQUE INDEX "share_links_avatar_id_key" ON "share_links"("avatar_id");
CREATE INDEX "share_links_owner_id_idx" ON "share_links"("owner_id");

ALTER TABLE "selfies" ADD CONSTRAINT "selfies_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "generations" ADD CONSTRAINT "generations_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "generations" ADD CONSTRAINT "generations_selfie_id_fkey" FOREIGN KEY ("selfie_id") REFERENCES "selfies"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "avatars" ADD CONSTRAINT "avatars_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "avatars" ADD CONSTRAINT "avatars_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "share_links" ADD CONSTRAINT "share_links_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "share_links" ADD CONSTRAINT "share_links_avatar_id_fkey" FOREIGN KEY ("avatar_id") REFERENCES "avatars"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "daily_usage" ADD CONSTRAINT "daily_usage_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Every change of a generation tells the open pages of its owner, whichever process wrote it.
CREATE FUNCTION "notify_generation"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('generation', NEW."owner_id" || ' ' || NEW."id");
    RETURN NULL;
END
$$;

CREATE TRIGGER "generations_notify" AFTER INSERT OR UPDATE ON "generations"
    FOR EACH ROW EXECUTE FUNCTION "notify_generation"();
