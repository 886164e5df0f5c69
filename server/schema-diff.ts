/**
 * What is missing between a migrated database and prisma/schema.prisma, by Prisma's own schema engine in
 * WebAssembly (the CLI would download a native one). For tests and for writing a new migration.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

const SCHEMA = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url));
const NOTHING = '-- This is an empty migration.';
/** Types in the catalogue: PostgreSQL's internal "char", and uuid, which no answer of the catalogue holds. */
const CHAR_OID = 18;
const UUID_OID = 2950;

/** @returns the SQL that brings the database to the schema; empty when they agree */
export async function schemaDiff(databaseUrl: string): Promise<string> {
  loading ??= loadEngine();
  await loading;
  const files = [{ path: SCHEMA, content: await readFile(SCHEMA, 'utf8') }];
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const schemaEngine = await engine.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapterFor(pool));
  try {
    const { stdout } = await schemaEngine.diff({
      from: { tag: 'schemaDatasource', files, configDir: path.dirname(SCHEMA) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const sql = (stdout ?? '').trim();
    return sql === NOTHING ? '' : sql;
  } finally {
    schemaEngine.free();
    await pool.end();
  }
}

/** The adapter refuses columns of "char", in which the catalogue keeps what kind a thing is: they travel as uuid. */
function adapterFor(pool: pg.Pool): object {
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult>;
  const disguised = async (...args: unknown[]) => {
    const result = await query(...args);
    for (const field of result.fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = UUID_OID;
    return result;
  };
  const factory = new PrismaPg(Object.assign(pool, { query: disguised }));
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (raw) => {
      const result = await queryRaw(raw);
      const columnTypes = result.columnTypes.map((type) =>
        type === ColumnTypeEnum.Uuid ? ColumnTypeEnum.Character : type,
      );
      return { ...result, columnTypes };
    };
    return adapter;
  };
  return bindMigrationAwareSqlAdapterFactory(factory);
}

let loading: Promise<void> | undefined;

async function loadEngine() {
  const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = await readFile(path.join(path.dirname(script), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': { ...engine } });
  engine.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
}
