-- AlterTable
ALTER TABLE "generations" ADD COLUMN     "drawn_by" INTEGER;
