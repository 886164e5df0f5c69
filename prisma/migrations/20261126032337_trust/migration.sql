-- AlterTable
ALTER TABLE "users" ADD COLUMN     "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "rate_limits" (
    "key" TEXT NOT NULL,
    "full_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "chores" (
    "name" TEXT NOT NULL,
    "cursor" TEXT,
    "ran_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chores_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "secrets" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "secrets_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "rate_limits_full_at_idx" ON "rate_limits"("full_at");

-- CreateIndex
CREATE INDEX "users_seen_at_idx" ON "users"("seen_at");
