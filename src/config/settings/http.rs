//! The gateway over a network: where it listens, who reaches it, how they prove who they are.

use crate::config::setting::section;

section! {
    "http", "The gateway over a network. Secrets belong in the environment: `api_key: ${API_KEY}`.";
    MCP_TRANSPORT = Setting::choice("", &["stdio", "http", "streamable-http"],
        "`stdio`, or `http`: MCP over a network; `streamable-http` is another name for it")
        .variable("MCP_TRANSPORT").default("stdio").mention("http");
    MCP_HOST = Setting::text("host", "address to listen on; any other than this machine's own needs authentication")
        .variable("MCP_HOST").default("127.0.0.1").mention("127.0.0.1");
    MCP_PORT = Setting::number("port", 0, "port to listen on; 0 lets the system choose").most(65_535)
        .variable("MCP_PORT").default("8080").mention("8080");
    HOST = Setting::text("", "the same as MCP_HOST, where that is not set").variable("HOST").mention("127.0.0.1");
    PORT = Setting::number("", 0, "the same as MCP_PORT, where that is not set").most(65_535).variable("PORT").mention("8080");
    MCP_PUBLIC_URL = Setting::text("public_url", "address by which clients reach the gateway, for example `https://mcp.example.com`")
        .variable("MCP_PUBLIC_URL").mention("https://mcp.example.com");
    MCP_AUTH = Setting::choices("auth", &["keys", "oauth"],
        "how clients authenticate: `keys`, `oauth` (people sign in to Odoo on a page of the gateway), or both")
        .variable("MCP_AUTH").default("keys").mention("keys");
    MCP_ALLOWED_HOSTS = Setting::text("allowed_hosts", "other names by which clients reach it, for example `gateway:8080`")
        .variable("MCP_ALLOWED_HOSTS").mention("gateway:8080");
    MCP_ALLOWED_ORIGINS = Setting::text("allowed_origins", "origins of web pages that may call it, for example `https://app.example.com`")
        .variable("MCP_ALLOWED_ORIGINS").mention("https://app.example.com");
    ALLOWED_IPS = Setting::text("allowed_ips", "networks that may call it, for example `10.0.0.0/8,192.0.2.7`; without it all may")
        .variable("ALLOWED_IPS").mention("10.0.0.0/8,192.0.2.7");
    TRUSTED_PROXIES = Setting::text("trusted_proxies", "networks of proxies whose `X-Forwarded-For` is believed")
        .variable("TRUSTED_PROXIES").mention("127.0.0.1");
    API_KEY = Setting::text("api_key", "key with which clients call as the configured Odoo user, at least 16 characters")
        .variable("API_KEY").secret().mention("replace-me");
    ENCRYPTION_KEY = Setting::text("encryption_key", "keys that seal gateway keys, with commas between them; the first one seals")
        .variable("ENCRYPTION_KEY").secret().mention("replace-me");
    ENCRYPTION_KEY_FILE = Setting::text("encryption_key_file", "file with those keys, in place of ENCRYPTION_KEY")
        .variable("ENCRYPTION_KEY_FILE").mention("/etc/odoo-gateway/encryption-key");
    MCP_DIRECT_FROM = Setting::text("direct_from",
        "networks from which an Odoo login with its API key is accepted, as `Basic` or `X-Odoo-*`; without it none is")
        .variable("MCP_DIRECT_FROM").mention("127.0.0.1");
    ODOO_ALLOWED_URLS = Setting::text("allowed_odoos", "Odoo servers that gateway keys may be for, beside the configured one")
        .variable("ODOO_ALLOWED_URLS").mention("https://other.example.com");
    MCP_METRICS = Setting::text("metrics", "address of a second listener that serves `/metrics` for Prometheus, without authentication")
        .variable("MCP_METRICS").mention("127.0.0.1:9464");
    MCP_REPLICAS = Setting::number("replicas", 1, "processes that serve the same address; more than one needs REDIS_URL")
        .variable("MCP_REPLICAS").default("1").mention("1");
    REDIS_URL = Setting::text("redis_url", "Redis in which replicas share limits, lockouts, confirmations, idempotency keys and revocations")
        .variable("REDIS_URL").secret().mention("redis://127.0.0.1:6379/0");
    REDIS_TIMEOUT_MS = Setting::number("redis_timeout_ms", 1, "milliseconds that an answer of Redis is waited for")
        .variable("REDIS_TIMEOUT_MS").default("100").mention("100");
    MCP_TLS_CERT = Setting::text("tls_certificate", "file with the certificate chain (PEM); read again when it is renewed")
        .variable("MCP_TLS_CERT").mention("/etc/odoo-gateway/tls.crt");
    MCP_TLS_KEY = Setting::text("tls_key", "file with the key of that certificate (PEM)")
        .variable("MCP_TLS_KEY").mention("/etc/odoo-gateway/tls.key");
}
