-- Every row's time is the database's: what the client fills in by itself is its own machine's.
-- AlterTable
ALTER TABLE "api_keys" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp();

-- AlterTable
ALTER TABLE "api_requests" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp();

-- AlterTable
ALTER TABLE "api_uploads" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp();

-- AlterTable
ALTER TABLE "avatars" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp();

-- AlterTable
ALTER TABLE "generations" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp(),
ALTER COLUMN "updated_at" SET DEFAULT clock_timestamp();

-- AlterTable
ALTER TABLE "identities" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp();

-- AlterTable
ALTER TABLE "remote_requests" ALTER COLUMN "asked_at" SET DEFAULT clock_timestamp();

-- AlterTable
ALTER TABLE "selfies" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp();

-- AlterTable
ALTER TABLE "sessions" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp(),
ALTER COLUMN "seen_at" SET DEFAULT clock_timestamp();

-- AlterTable
ALTER TABLE "share_links" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp(),
ALTER COLUMN "tries_at" SET DEFAULT clock_timestamp();

-- AlterTable
ALTER TABLE "sign_in_links" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp();

-- AlterTable
ALTER TABLE "users" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp(),
ALTER COLUMN "seen_at" SET DEFAULT clock_timestamp();

-- AlterTable
ALTER TABLE "webhook_deliveries" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp();

-- When a generation last changed, by the database's clock, which all machines share.
CREATE FUNCTION "touch_generation"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    NEW."updated_at" = clock_timestamp();
    RETURN NEW;
END
$$;

CREATE TRIGGER "generations_touch" BEFORE UPDATE ON "generations"
    FOR EACH ROW WHEN (NEW."updated_at" IS NOT DISTINCT FROM OLD."updated_at")
    EXECUTE FUNCTION "touch_generation"();
