-- Four blocking rules and six comparisons, as dedupe.rules.yaml has them.
CREATE TABLE customers AS
SELECT row_number() OVER () AS id, import_id,
  nullif(lower(strip_accents(trim(first_name))), '') AS first_name,
  nullif(lower(strip_accents(trim(last_name))), '') AS last_name,
  nullif(lower(trim(email)), '') AS email,
  nullif(right(regexp_replace(phone, '[^0-9]', '', 'g'), 7), '') AS phone,
  nullif(lower(strip_accents(trim(street))), '') AS street,
  nullif(lower(trim(zip)), '') AS zip,
  nullif(trim(birth_date), '') AS birth_date
FROM read_csv('customers.csv', header = true, all_varchar = true);

CREATE TABLE pairs AS
SELECT a.id AS l, b.id AS r FROM customers a JOIN customers b ON a.email = b.email AND a.id < b.id
UNION SELECT a.id, b.id FROM customers a JOIN customers b ON a.phone = b.phone AND a.id < b.id
UNION SELECT a.id, b.id FROM customers a JOIN customers b ON a.last_name = b.last_name AND a.birth_date = b.birth_date AND a.id < b.id
UNION SELECT a.id, b.id FROM customers a JOIN customers b
  ON a.first_name = b.first_name AND a.last_name = b.last_name AND a.zip = b.zip AND a.id < b.id;

COPY (
  SELECT * FROM (
    SELECT a.import_id AS import_id_l, b.import_id AS import_id_r, -18
      + CASE WHEN a.first_name IS NULL OR b.first_name IS NULL THEN 0 WHEN a.first_name = b.first_name THEN 7
             WHEN damerau_levenshtein(a.first_name, b.first_name) <= 1 THEN 4 WHEN jaro_winkler_similarity(a.first_name, b.first_name) >= 0.88 THEN 2 ELSE -4 END
      + CASE WHEN a.last_name IS NULL OR b.last_name IS NULL THEN 0 WHEN a.last_name = b.last_name THEN 8
             WHEN damerau_levenshtein(a.last_name, b.last_name) <= 1 THEN 5 WHEN jaro_winkler_similarity(a.last_name, b.last_name) >= 0.88 THEN 2 ELSE -4 END
      + CASE WHEN a.email IS NULL OR b.email IS NULL THEN 0 WHEN a.email = b.email THEN 12
             WHEN damerau_levenshtein(a.email, b.email) <= 2 THEN 8 WHEN split_part(a.email, '@', 1) = split_part(b.email, '@', 1) THEN 6 ELSE -2 END
      + CASE WHEN a.phone IS NULL OR b.phone IS NULL THEN 0 WHEN a.phone = b.phone THEN 11
             WHEN damerau_levenshtein(a.phone, b.phone) <= 1 THEN 6 ELSE -2 END
      + CASE WHEN a.street IS NULL OR b.street IS NULL THEN 0 WHEN a.street = b.street AND a.zip = b.zip THEN 11
             WHEN jaro_winkler_similarity(a.street, b.street) >= 0.92 THEN 7 WHEN a.zip = b.zip THEN 3 ELSE -2 END
      + CASE WHEN a.birth_date IS NULL OR b.birth_date IS NULL THEN 0 WHEN a.birth_date = b.birth_date THEN 11
             WHEN damerau_levenshtein(a.birth_date, b.birth_date) <= 1 THEN 6 ELSE -5 END AS match_weight
    FROM pairs JOIN customers a ON a.id = pairs.l JOIN customers b ON b.id = pairs.r
  ) WHERE match_weight >= 0 ORDER BY import_id_l, import_id_r
) TO 'peer.csv' (HEADER);
