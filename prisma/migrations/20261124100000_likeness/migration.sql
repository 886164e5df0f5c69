ALTER TABLE "avatars" ADD COLUMN "likeness" INTEGER;
