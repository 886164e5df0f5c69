-- AlterTable
ALTER TABLE "generations" ADD COLUMN     "sheet_id" UUID;

-- CreateIndex
CREATE INDEX "generations_sheet_id_idx" ON "generations"("sheet_id");
