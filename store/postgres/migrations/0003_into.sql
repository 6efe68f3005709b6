-- Those merged into a customer are looked for by it.
CREATE INDEX customers_into ON customers (tenant, merged_into) WHERE merged_into <> 0;
