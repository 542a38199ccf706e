//! How long sessions live.

use crate::config::setting::section;

section! {
    "session", "How long sessions live.";
    SESSION_TIMEOUT_SECONDS = Setting::number("idle_timeout_seconds", 1, "seconds without a call after which a session ends")
        .variable("SESSION_TIMEOUT_SECONDS").default("3600").mention("3600");
    ABSOLUTE_TIMEOUT = Setting::number("absolute_timeout_seconds", 1, "seconds after which a session ends whatever happens")
        .default("43200").mention("43200");
    MAX_CONCURRENT_SESSIONS = Setting::number("max_concurrent", 1, "maximum number of sessions; idle ones make room for new ones")
        .variable("MAX_CONCURRENT_SESSIONS").default("100").mention("100");
}
