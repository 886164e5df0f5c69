-- AlterTable
ALTER TABLE "selfies" ADD COLUMN     "face_x" DOUBLE PRECISION,
ADD COLUMN     "face_y" DOUBLE PRECISION;
