//! The HTML that a client of the API meets when it is wrong.

use crate::http::{Incoming, Reply};

/// The website's page for an unknown path.
pub(super) fn not_found() -> Reply {
    let page = "<!DOCTYPE html>\n<html lang=\"en-US\">\n    <head>\n        <meta charset=\"utf-8\"/>\n        <title>404: Not Found</title>\n    \
                </head>\n    <body>\n        <h1>Error 404</h1>\n        <p>There is no such page.</p>\n    </body>\n</html>\n";
    Reply::new(404, "text/html;charset=utf-8", page).header("set-cookie", super::session::visitor())
}

/// The page for a database that is not there.
pub(super) fn no_database() -> Reply {
    let page = "<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>No database is selected and the requested URL was not \
                found in the server-wide controllers.</p>\n<p>Please verify the hostname, <a href=/web/login>login</a> and try again.</p>\n\n\
                <!-- Alternatively, use the X-Odoo-Database header. -->\n";
    Reply::html(404, page)
}

/// A redirect to the login page.
pub(super) fn to_login(incoming: &Incoming) -> Reply {
    let target = format!("/web/login?redirect={}%3F", incoming.path.replace('/', "%2F"));
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Elsewhere</title></head><body><a href=\"{target}\">{target}</a></body></html>\n"
    );
    Reply::html(303, page).header("location", target)
}

pub(super) fn login() -> Reply {
    Reply::html(
        200,
        "<!DOCTYPE html>\n<html><head><title>Login | Odoo</title></head><body><form class=\"oe_login_form\"></form></body></html>\n",
    )
}

/// The body of a JSON-RPC request that is no JSON, in 17.
pub(super) fn invalid_json() -> Reply {
    Reply::html(400, "Invalid JSON data")
}

/// A request of the wrong content type.
pub(super) fn wrong_content_type(status: u16, text: &str) -> Reply {
    let title = if status == 415 { "415 Unsupported Media Type" } else { "400 Bad Request" };
    Reply::html(status, format!("<!doctype html>\n<html lang=en>\n<title>{title}</title>\n<h1>{title}</h1>\n<p>{text}</p>\n"))
}
