-- A link may show several avatars: each existing one keeps its address, with its avatar in the first place.
CREATE TABLE "shared_avatars" (
    "slug" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "avatar_id" UUID NOT NULL,

    CONSTRAINT "shared_avatars_pkey" PRIMARY KEY ("slug","position")
);

INSERT INTO "shared_avatars" ("slug", "position", "avatar_id") SELECT "slug", 0, "avatar_id" FROM "share_links";

CREATE INDEX "shared_avatars_avatar_id_idx" ON "shared_avatars"("avatar_id");
CREATE UNIQUE INDEX "shared_avatars_slug_avatar_id_key" ON "shared_avatars"("slug", "avatar_id");
ALTER TABLE "shared_avatars" ADD CONSTRAINT "shared_avatars_slug_fkey" FOREIGN KEY ("slug") REFERENCES "share_links"("slug") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "shared_avatars" ADD CONSTRAINT "shared_avatars_avatar_id_fkey" FOREIGN KEY ("avatar_id") REFERENCES "avatars"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "share_links" DROP CONSTRAINT "share_links_avatar_id_fkey";
DROP INDEX "share_links_avatar_id_key";
ALTER TABLE "share_links" DROP COLUMN "avatar_id",
ADD COLUMN     "allows_download" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "password_hash" TEXT,
ADD COLUMN     "shows_prompt" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "shows_selfie" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "tries" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "tries_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
