//! What is said where the connection is not configured right: which part of it to change, on every series.

use std::process::Stdio;

use odoo_sim::RunningSim;

use super::client::command;
use super::embedded::on_every_series;

/// What `check` says with these variables in place of the right ones; nothing of a credential.
fn said(odoo: &RunningSim, changed: &[(&str, &str)], code: i32) -> String {
    let right = [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", "admin")];
    let kept = right.into_iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    let environment: Vec<(&str, &str)> = kept.chain(changed.iter().copied()).collect();
    let output = command(&environment).arg("check").output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{changed:?}: {stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    stderr
}

#[test]
fn an_address_says_what_to_leave_out_or_to_add() {
    on_every_series(|odoo| {
        let address = odoo.url().trim_end_matches('/');
        let (key, place) = (("ODOO_API_KEY", odoo.api_key("admin").unwrap()), address.trim_start_matches("http://"));
        let with = |url: &str, code: i32| said(odoo, &[("ODOO_URL", url), key], code);
        assert!(with(place, 2).contains("must begin with `http://` or `https://`"));
        assert!(with(&format!("{address}/web/login"), 2).contains("leave out `/web` and what follows it"));
        assert!(with(&format!("{address}/odoo/action-12/3"), 2).contains("leave out `/odoo/action-`"));
        assert!(with(&format!("{address}/{}", odoo.database()), 3).contains("leave out the path of the address"));
        assert!(with(&format!("https://{place}"), 3).contains("plain `http://`") || with(&format!("https://{place}"), 3).contains("TLS"));
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert!(with(&format!("http://{free}"), 3).contains("refused the connection: check host and port"));
    });
}

#[test]
fn a_credential_in_the_place_of_the_other_names_the_other() {
    on_every_series(|odoo| {
        let demo = odoo.api_key("demo").unwrap();
        // Before 19 a key is a password over RPC, and a session takes passwords alone on every series.
        let as_password = said(odoo, &[("ODOO_PASSWORD", demo)], 4);
        assert!(as_password.contains("`ODOO_API_KEY`") && !as_password.contains(demo), "{as_password}");
        let as_key = said(odoo, &[("ODOO_API_KEY", "not the password")], 4);
        assert!(as_key.contains("`ODOO_PASSWORD`") && !as_key.contains("not the password"), "{as_key}");
        // A key and a password that look like what they are say nothing of the other.
        let wrong = said(odoo, &[("ODOO_API_KEY", "0123456789012345678901234567890123456789")], 4);
        assert!(!wrong.contains("ODOO_PASSWORD"), "{wrong}");
        assert!(!said(odoo, &[("ODOO_PASSWORD", "wrong")], 4).contains("ODOO_API_KEY"));
    });
}

#[test]
fn a_database_that_is_not_listed_names_those_that_are() {
    on_every_series(|odoo| {
        for credential in [("ODOO_API_KEY", odoo.api_key("admin").unwrap()), ("ODOO_PASSWORD", "admin")] {
            let wrong = said(odoo, &[("ODOO_DB", "another"), credential], 4);
            assert!(wrong.contains(&format!("does not list a database of that name, it has `{}`", odoo.database())), "{wrong}");
        }
    });
}

/// A key decides who acts: where it is that of another user, nothing is served. Before 19 Odoo itself refuses it.
#[test]
fn a_key_of_another_user_stops_the_start() {
    on_every_series(|odoo| {
        if odoo.series() != odoo_sdk::Series::V19 {
            return;
        }
        let key = odoo.api_key("admin").unwrap();
        let environment = [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", "demo"), ("ODOO_API_KEY", key)];
        let mut process = command(&environment).arg("serve").stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Its input stays open: it ends by itself.
        let input = process.stdin.take();
        let status = process.wait().unwrap();
        drop(input);
        let stderr = std::io::read_to_string(process.stderr.take().unwrap()).unwrap();
        assert_eq!(status.code(), Some(4), "{stderr}");
        assert!(stderr.contains("the API key belongs to another user than `demo`") && !stderr.contains(key), "{stderr}");
    });
}
