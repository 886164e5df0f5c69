-- CreateEnum
CREATE TYPE "delivery_status" AS ENUM ('pending', 'delivered', 'failed');

-- AlterTable
ALTER TABLE "avatars" ADD COLUMN     "by_api" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "generations" ADD COLUMN     "by_api" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "api_keys" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "daily_limit" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_requests" (
    "id" SERIAL NOT NULL,
    "owner_id" UUID NOT NULL,
    "generation_id" UUID NOT NULL,
    "key_id" UUID,
    "secret" TEXT NOT NULL,
    "face_image" TEXT NOT NULL,
    "photo_hash" TEXT NOT NULL,
    "base64" BOOLEAN NOT NULL,
    "webhook" TEXT,
    "track_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_requests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_uploads" (
    "id" SERIAL NOT NULL,
    "owner_id" UUID NOT NULL,
    "secret" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_uploads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "request_id" INTEGER NOT NULL,
    "status" "delivery_status" NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "http_status" INTEGER,
    "problem" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tried_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");

-- CreateIndex
CREATE INDEX "api_keys_owner_id_created_at_idx" ON "api_keys"("owner_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "api_requests_generation_id_key" ON "api_requests"("generation_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_requests_secret_key" ON "api_requests"("secret");

-- CreateIndex
CREATE INDEX "api_requests_owner_id_photo_hash_idx" ON "api_requests"("owner_id", "photo_hash");

-- CreateIndex
CREATE INDEX "api_requests_key_id_created_at_idx" ON "api_requests"("key_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "api_uploads_secret_key" ON "api_uploads"("secret");

-- CreateIndex
CREATE INDEX "api_uploads_owner_id_idx" ON "api_uploads"("owner_id");

-- CreateIndex
CREATE INDEX "api_uploads_created_at_idx" ON "api_uploads"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_deliveries_request_id_key" ON "webhook_deliveries"("request_id");

-- CreateIndex
CREATE INDEX "webhook_deliveries_owner_id_created_at_idx" ON "webhook_deliveries"("owner_id", "created_at" DESC);

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_requests" ADD CONSTRAINT "api_requests_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_requests" ADD CONSTRAINT "api_requests_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_uploads" ADD CONSTRAINT "api_uploads_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "api_requests"("id") ON DELETE CASCADE ON UPDATE CASCADE;
