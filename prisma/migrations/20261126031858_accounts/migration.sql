-- AlterTable
ALTER TABLE "selfies" ADD COLUMN     "delete_after_use" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "deletes_selfies" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "email" TEXT,
ADD COLUMN     "erasing_at" TIMESTAMPTZ(3),
ADD COLUMN     "member_since" TIMESTAMPTZ(3),
ADD COLUMN     "name" TEXT;

-- CreateTable
CREATE TABLE "identities" (
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "address" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "identities_pkey" PRIMARY KEY ("provider","subject")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "replaced_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_links" (
    "token_hash" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "next" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_links_pkey" PRIMARY KEY ("token_hash")
);

-- CreateIndex
CREATE INDEX "identities_user_id_idx" ON "identities"("user_id");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "sessions_seen_at_idx" ON "sessions"("seen_at");

-- CreateIndex
CREATE INDEX "sign_in_links_email_created_at_idx" ON "sign_in_links"("email", "created_at");

-- CreateIndex
CREATE INDEX "sign_in_links_sender_created_at_idx" ON "sign_in_links"("sender", "created_at");

-- CreateIndex
CREATE INDEX "sign_in_links_created_at_idx" ON "sign_in_links"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- AddForeignKey
ALTER TABLE "identities" ADD CONSTRAINT "identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Cookies that were given before sessions had records hold only the person's id, which stands for the session's.
INSERT INTO "sessions" ("id", "user_id", "created_at") SELECT "id", "id", "created_at" FROM "users";

-- A session that ends, or that signing in replaces, is told to whichever process keeps a page of it up to date.
CREATE FUNCTION "notify_session"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('session', OLD."id"::text);
    RETURN NULL;
END
$$;

CREATE TRIGGER "sessions_notify" AFTER DELETE OR UPDATE OF "replaced_at" ON "sessions"
    FOR EACH ROW EXECUTE FUNCTION "notify_session"();
