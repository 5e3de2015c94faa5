-- Reports on mail logs in ClickHouse.  Tested with 18.16 (Debian 12).
--
--     clickhouse-client --multiquery < clickhouse.sql
--     doppelcheck --format json /var/log/mail.log* |
--         clickhouse-client --input_format_skip_unknown_fields=1 \
--             --query 'INSERT INTO doppelcheck FORMAT JSONEachRow'
--
-- An insert takes below 1,000,000 lines at a time.  A log that is inserted
-- twice counts twice only in lines: mails are counted by what identifies them.

CREATE TABLE IF NOT EXISTS doppelcheck
(
    version UInt8,
    kind String,
    domain String,
    address String,
    text String,
    sender String,
    reason String,
    confidence String,
    meant String,
    suggestion String,
    first_time DateTime('UTC'),
    last_time DateTime('UTC'),
    bytes UInt64,
    mail String,
    message String,
    begun UInt64,
    list String,
    relay String,
    outcome String
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(first_time)
ORDER BY (kind, domain, address, first_time);

-- Which mails went to a wrong address, and since when?
SELECT domain, address, any(meant) AS was_meant,
    uniqExact(mail, begun) AS mails, uniqExact(message) AS messages,
    min(first_time) AS since, max(first_time) AS until
FROM doppelcheck
WHERE kind = 'mail' AND outcome = 'sent'
GROUP BY domain, address
ORDER BY mails DESC, domain, address
FORMAT TabSeparated;

-- From whom, and through which list?
SELECT domain, sender, list, uniqExact(mail, begun) AS mails
FROM doppelcheck
WHERE kind = 'mail' AND outcome = 'sent'
GROUP BY domain, sender, list
ORDER BY mails DESC, domain, sender, list
FORMAT TabSeparated;

-- How many per month?
SELECT toYYYYMM(first_time) AS month, domain, uniqExact(mail, begun) AS mails
FROM doppelcheck
WHERE kind = 'mail' AND outcome = 'sent'
GROUP BY month, domain
ORDER BY month, domain
FORMAT TabSeparated;
