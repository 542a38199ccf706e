//! Files of records, on the embedded 17, 18 and 19 and on a real 19: listed, read and added through the record, never past it.

mod documents;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use odoo_sim::accounts;
use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};
use super::live::environment_of_key;

/// A PNG of one pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

fn with_all<'a>(environment: impl IntoIterator<Item = (&'a str, &'a str)>) -> Gateway {
    Gateway::start(&environment.into_iter().chain([("MCP_TOOLSETS", "all")]).collect::<Vec<_>>())
}

/// Runs a check as the administrator everywhere.
fn everywhere(check: impl Fn(&mut Gateway)) {
    on_every_series(|odoo| check(&mut with_all(key_of(odoo))));
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    check(&mut with_all(environment.iter().map(|(name, value)| (*name, value.as_str()))));
}

fn partner(gateway: &mut Gateway, name: &str) -> Value {
    gateway.good("create_record", json!({"model": "res.partner", "values": {"name": name}}))["id"].clone()
}

#[test]
fn a_file_is_attached_listed_and_read_back() {
    everywhere(|gateway| {
        let (own, other) = (partner(gateway, "With files"), partner(gateway, "Without"));
        let of = |id: &Value| json!({"model": "res.partner", "record_id": id});
        let with = |id: &Value, more: Value| {
            of(id).as_object().unwrap().clone().into_iter().chain(more.as_object().unwrap().clone()).collect::<Value>()
        };
        let csv = json!({"name": "list.csv", "text": "a,b\n1,2\n"});
        let mut tried = with(&own, csv.clone());
        tried["dry_run"] = json!(true);
        assert_eq!(gateway.good("upload_attachment", tried)["type"], "text/csv");
        assert_eq!(gateway.good("list_attachments", of(&own))["files"], json!([]));
        let text = gateway.good("upload_attachment", with(&own, csv))["id"].clone();
        let image = gateway.good("upload_attachment", with(&own, json!({"name": "pixel.dat", "base64": PIXEL})))["id"].clone();
        let listed = gateway.good("list_attachments", of(&own));
        let names: Vec<&str> = listed["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["list.csv", "pixel.dat"], "{listed}");
        assert_eq!(gateway.good("read_attachment", with(&own, json!({"attachment_id": text})))["text"], "a,b\n1,2\n");
        let shown = gateway.call("read_attachment", with(&own, json!({"attachment_id": image})));
        let block = shown["content"].as_array().unwrap().iter().find(|block| block["type"] == "image").expect("an image");
        assert_eq!((&block["mimeType"], &block["data"]), (&json!("image/png"), &json!(PIXEL)), "{shown}");
        // A file is not reached through another record, nor past the tools.
        assert_eq!(gateway.bad("read_attachment", with(&other, json!({"attachment_id": text})))["code"], "record_not_found");
        assert_eq!(gateway.bad("get_record", json!({"model": "ir.attachment", "record_id": text}))["code"], "model_blocked");
        let create = json!({"model": "ir.attachment", "values": {"name": "x"}});
        assert_eq!(gateway.bad("create_record", create)["code"], "model_blocked");
    });
}

/// What `read_attachment` says of a file that is uploaded first.
fn read_back(gateway: &mut Gateway, own: &Value, name: &str, bytes: &[u8]) -> Value {
    let upload = json!({"model": "res.partner", "record_id": own, "name": name, "base64": STANDARD.encode(bytes)});
    let id = gateway.good("upload_attachment", upload)["id"].clone();
    gateway.call("read_attachment", json!({"model": "res.partner", "record_id": own, "attachment_id": id}))
}

#[test]
fn documents_are_read_as_their_text() {
    everywhere(|gateway| {
        let own = partner(gateway, "With documents");
        let text = |shown: &Value| shown["structuredContent"]["text"].as_str().unwrap_or_else(|| panic!("{shown}")).to_owned();
        let pdf = read_back(gateway, &own, "offer.pdf", &documents::pdf("BT /F1 12 Tf 50 700 Td (Offer) Tj 0 -20 Td (Total 93.50) Tj ET"));
        assert_eq!(text(&pdf), "Offer\nTotal 93.50");
        let docx = read_back(gateway, &own, "letter.docx", &documents::docx(&["Dear Anna,", "we agree."]));
        assert_eq!(text(&docx), "Dear Anna,\nwe agree.");
        let xlsx = read_back(gateway, &own, "list.xlsx", &documents::xlsx(&[&["Product", "Units"], &["Desk", "2"]]));
        assert_eq!(text(&xlsx), "# Prices\nProduct\tUnits\nDesk\t2");
        let scan = read_back(gateway, &own, "scan.pdf", &documents::pdf("0 0 m 10 10 l S"));
        assert!(scan["structuredContent"]["note"].as_str().unwrap().contains("it may be a scan"), "{scan}");
        assert!(scan["content"].as_array().unwrap().iter().any(|block| block["type"] == "resource"), "{scan}");
    });
}

#[test]
fn a_long_document_is_read_in_parts_and_a_large_image_is_shrunk() {
    everywhere(|gateway| {
        let own = partner(gateway, "With large files");
        let lines: Vec<String> = (0..4_000).map(|number| format!("line {number}")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let first = read_back(gateway, &own, "long.docx", &documents::docx(&lines))["structuredContent"].clone();
        let listed = gateway.good("list_attachments", json!({"model": "res.partner", "record_id": own}));
        let id = listed["files"][0]["id"].clone();
        let (mut whole, mut next) = (first["text"].as_str().unwrap().to_owned(), first["next_offset"].clone());
        while next.is_u64() {
            let call = json!({"model": "res.partner", "record_id": own, "attachment_id": id, "offset": next});
            let part = gateway.good("read_attachment", call);
            whole.push_str(part["text"].as_str().unwrap());
            next = part["next_offset"].clone();
        }
        assert_eq!(whole, lines.join("\n"));
        let image = read_back(gateway, &own, "large.png", &documents::png(3_136, 1_000));
        let block = image["content"].as_array().unwrap().iter().find(|block| block["type"] == "image").unwrap();
        assert_eq!(block["mimeType"], "image/jpeg");
        assert_eq!(image["structuredContent"]["shown_as"], json!({"width": 1568, "height": 500}), "{}", image["structuredContent"]);
    });
}

/// A file of the gateway's machine is taken from the folders that the operator names, and from nowhere else.
#[test]
fn a_local_file_is_taken_from_allowed_folders_only() {
    let (allowed, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(allowed.path().join("scan.txt"), "scanned").unwrap();
    std::fs::write(other.path().join("secret.txt"), "secret").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(other.path().join("secret.txt"), allowed.path().join("link.txt")).unwrap();
    on_every_series(|odoo| {
        let folders = ("UPLOAD_FOLDERS", allowed.path().to_str().unwrap());
        let gateway = &mut with_all(key_of(odoo).into_iter().chain([folders]));
        let own = partner(gateway, "Local");
        let call = |path: String| json!({"model": "res.partner", "record_id": own, "path": path});
        let id = gateway.good("upload_attachment", call(format!("{}/scan.txt", folders.1)))["id"].clone();
        let read = gateway.good("read_attachment", json!({"model": "res.partner", "record_id": own, "attachment_id": id}));
        assert_eq!((&read["name"], &read["text"]), (&json!("scan.txt"), &json!("scanned")));
        let secret = other.path().join("secret.txt").display().to_string();
        let around = format!("{}/../{}/secret.txt", folders.1, other.path().file_name().unwrap().to_string_lossy());
        for path in [
            secret,
            around,
            format!("{}/link.txt", folders.1),
            format!("{}/none.txt", folders.1),
            folders.1.to_owned(),
            "/etc/passwd".to_owned(),
        ] {
            let refused = gateway.bad("upload_attachment", call(path.clone()));
            assert_eq!((&refused["code"], &refused["path"]), (&json!("wrong_value"), &json!("path")), "{path}: {refused}");
        }
        let mut without = with_all(key_of(odoo));
        assert_eq!(without.bad("upload_attachment", call(format!("{}/scan.txt", folders.1)))["code"], "wrong_value");
    });
}

/// Files that are made to take all memory or time do no harm: they are given as they are.
#[test]
fn hostile_files_are_given_as_they_are() {
    on_every_series(|odoo| {
        let gateway = &mut with_all(key_of(odoo));
        let own = partner(gateway, "Hostile");
        let mut check = |name: &str, bytes: &[u8]| {
            let shown = read_back(gateway, &own, name, bytes);
            assert_ne!(shown["isError"], true, "{name}");
            assert!(shown["structuredContent"]["note"].as_str().unwrap().contains("cannot be read"), "{name}");
        };
        check("sparse.xlsx", &documents::sparse_xlsx());
        check("huge.png", &documents::png_that_says(60_000, 60_000));
        check("broken.docx", b"PK\x03\x04broken");
        check("broken.pdf", b"%PDF-1.4 broken");
        gateway.good("whoami", json!({}));
    });
}

#[test]
fn what_is_no_file_is_refused() {
    everywhere(|gateway| {
        let own = partner(gateway, "Careful");
        let upload = |name: &str, more: Value| {
            let base = json!({"model": "res.partner", "record_id": own, "name": name});
            base.as_object().unwrap().clone().into_iter().chain(more.as_object().unwrap().clone()).collect::<Value>()
        };
        let mut check = |call: Value, code: &str| assert_eq!(gateway.bad("upload_attachment", call)["code"], code);
        check(upload("../x", json!({"text": "x"})), "wrong_value");
        check(upload("x", json!({"text": ""})), "wrong_value");
        check(upload("x", json!({})), "missing_argument");
        check(upload("x", json!({"base64": "§"})), "bad_base64");
        check(upload("invoice.pdf", json!({"base64": "TVqQAAMAAAAEAAAA"})), "wrong_value");
        let none = json!({"model": "res.partner", "record_id": 999_999_999, "name": "x", "text": "x"});
        check(none, "record_not_found");
        check(json!({"model": "res.users", "record_id": 2, "name": "x", "text": "x"}), "model_blocked");
        let read = |more: Value| {
            json!({"model": "res.partner", "record_id": own})
                .as_object()
                .unwrap()
                .clone()
                .into_iter()
                .chain(more.as_object().unwrap().clone())
                .collect::<Value>()
        };
        let mut check = |call: Value, code: &str| assert_eq!(gateway.bad("read_attachment", call)["code"], code);
        check(read(json!({})), "missing_argument");
        check(read(json!({"field": "image_192"})), "unknown_field");
        check(read(json!({"field": "name"})), "wrong_value");
        check(read(json!({"attachment_id": 999_999_999})), "record_not_found");
    });
}

#[test]
fn a_binary_field_is_read_as_an_image() {
    everywhere(|gateway| {
        let values = json!({"name": "Pictured", "image_1920": PIXEL});
        let id = gateway.good("create_record", json!({"model": "res.partner", "values": values}))["id"].clone();
        let shown = gateway.call("read_attachment", json!({"model": "res.partner", "record_id": id, "field": "image_1920"}));
        assert!(shown["content"].as_array().unwrap().iter().any(|block| block["mimeType"] == "image/png"), "{shown}");
    });
}

/// A clerk adds no file to what a clerk may not change, and a customer sees none of others' files.
#[test]
fn files_follow_the_rights_on_their_record() {
    on_every_series(|odoo| {
        let of = |account: &accounts::Account| {
            with_all([
                ("ODOO_URL", odoo.url()),
                ("ODOO_DB", odoo.database()),
                ("ODOO_USERNAME", account.login),
                ("ODOO_API_KEY", account.api_key),
            ])
        };
        let mut admin = of(&accounts::ADMIN);
        let order = admin.good("search_read", json!({"model": "sale.order", "limit": 1}))["records"][0]["id"].clone();
        let upload = json!({"model": "sale.order", "record_id": order, "name": "plan.txt", "text": "secret"});
        let file = admin.good("upload_attachment", upload.clone())["id"].clone();
        let mut portal = of(&accounts::PORTAL);
        for (tool, call) in [
            ("list_attachments", json!({"model": "sale.order", "record_id": order})),
            ("read_attachment", json!({"model": "sale.order", "record_id": order, "attachment_id": file})),
        ] {
            assert_eq!(portal.bad(tool, call)["code"], "access_denied", "{tool}");
        }
        assert_eq!(of(&accounts::CLERK).bad("upload_attachment", upload)["code"], "access_denied");
    });
}
