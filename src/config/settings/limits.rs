//! Bounds of a session and of a call.

use crate::config::setting::section;

section! {
    "limits", "Bounds of a session and of a call.";
    RATE_LIMIT_GLOBAL = Setting::number("calls_per_minute", 0, "calls per minute and session; 0 sets no bound")
        .variable("RATE_LIMIT_GLOBAL").default("60").mention("60").at_once();
    RATE_LIMIT_WRITE = Setting::number("writes_per_minute", 0, "records written per minute and session; a call of many waits for all that was written, one of a single record for those alone; 0 sets no bound")
        .variable("RATE_LIMIT_WRITE").default("20").mention("20").at_once();
    RECORDS_PER_CALL = Setting::number("records_per_call", 1, "maximum number of records that one call writes")
        .default("1000").mention("1000").at_once();
    ARGUMENT_BYTES = Setting::number("argument_bytes", 1024, "maximum size of the arguments of a call, in bytes")
        .default("4194304").mention("4194304").at_once();
    RESPONSE_BYTES = Setting::number("response_bytes", 1024, "maximum size of an answer to a client, in bytes of JSON")
        .default("262144").mention("262144").at_once();
    IN_FLIGHT = Setting::number("in_flight", 1, "maximum number of calls on their way to one Odoo, shared fairly by its sessions")
        .default("32").mention("32");
}
