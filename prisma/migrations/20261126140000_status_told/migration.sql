-- What is told of a generation says how it stands: a worker needn't ask whether what it draws was cancelled.
CREATE OR REPLACE FUNCTION "notify_generation"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('generation', NEW."owner_id" || ' ' || NEW."id" || ' ' || NEW."status");
    RETURN NULL;
END
$$;
