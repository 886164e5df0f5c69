-- CreateEnum
CREATE TYPE "remote_state" AS ENUM ('waiting', 'sent', 'accepted');

-- AlterTable
ALTER TABLE "generations" ADD COLUMN "turn" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "remote_requests" (
    "generation_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "state" "remote_state" NOT NULL DEFAULT 'waiting',
    "remote_id" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "busy_until" TIMESTAMPTZ(3),
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "remote_requests_pkey" PRIMARY KEY ("generation_id","position")
);

-- CreateTable
CREATE TABLE "engine_troubles" (
    "engine" TEXT NOT NULL,
    "code" TEXT,
    "refused_at" TIMESTAMPTZ(3),
    "paused_until" TIMESTAMPTZ(3),

    CONSTRAINT "engine_troubles_pkey" PRIMARY KEY ("engine")
);

-- CreateIndex
CREATE INDEX "remote_requests_busy_until_idx" ON "remote_requests"("busy_until");

-- CreateIndex
CREATE INDEX "generations_turn_idx" ON "generations"("turn");

-- AddForeignKey
ALTER TABLE "remote_requests" ADD CONSTRAINT "remote_requests_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Requests under way: '?' stood for one that was sent and whose id wasn't known.
INSERT INTO "remote_requests" ("generation_id", "position", "state", "remote_id", "sent_at", "busy_until")
SELECT g."id", r."place" - 1, (CASE r."id" WHEN '?' THEN 'sent' ELSE 'accepted' END)::"remote_state", NULLIF(r."id", '?'),
       g."updated_at", g."updated_at" + INTERVAL '5 minutes'
FROM "generations" g, unnest(g."remote_ids") WITH ORDINALITY AS r("id", "place")
WHERE g."status" IN ('queued', 'drawing') AND g."engine" = 'face_gen' AND r."id" <> '';

-- AlterTable
ALTER TABLE "generations" DROP COLUMN "remote_ids";
